using System.Globalization;
using Scim.Grains.Directory.Cursors;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;

namespace Scim.Grains.Tests.Directory;

/// <summary>Walks by cursor: which pages there are, and when a cursor no longer counts.</summary>
[Trait("rfc", "9865-2")]
public sealed class CursorWalkTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 6, 7, 8, 9, TimeSpan.Zero);
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);
    private static readonly byte[] Secret = new byte[32];

    [Theory]
    [InlineData(0, 3, "|")]
    [InlineData(3, 3, "0 1 2|")]
    [InlineData(4, 3, "0 1 2|3|")]
    [InlineData(7, 3, "0 1 2|3 4 5|6|")]
    [InlineData(2, 1, "0|1|")]
    public void Cut_OfAWholeWalk_MeetsEachOnceInBothDirections(int length, int count, string expected)
    {
        string forward = "", backward = "";
        string? cursor = "", back = null;
        while (cursor is not null)
        {
            (IReadOnlyList<int> rows, string? previous, string? next) = Page(cursor, length, count);
            Assert.Equal(cursor.Length == 0, previous is null);
            forward += string.Join(' ', rows) + "|";
            (cursor, back) = (next, previous);
        }

        Assert.Equal(expected, forward);
        while (back is not null)
        {
            (IReadOnlyList<int> rows, string? previous, string? next) = Page(back, length, count);
            back = previous;
            Assert.NotNull(next);
            backward = string.Join(' ', rows) + "|" + backward;
        }

        Assert.StartsWith(backward, expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Cut_OfAPageThatBecameEmpty_LeadsBackToAllThatIsLeft()
    {
        (_, _, string? next) = Page("", 7, 3);
        (IReadOnlyList<int> rows, string? previous, string? last) = Page(next!, 3, 3);
        Assert.Empty(rows);
        Assert.Null(last);
        Assert.Equal([0, 1, 2], Page(previous!, 3, 3).Rows);
    }

    [Fact]
    public void Cut_WithACountOfNothing_HasNoPages() => Assert.Equal((0, null, null), (Page("", 7, 0).Rows.Count, Page("", 7, 0).Previous, Page("", 7, 0).Next));

    [Fact]
    public void Of_ACursorAtItsLimit_WorksAndBeyondIsExpired()
    {
        string next = Page("", 7, 3).Next!;
        Assert.NotNull(Walk(next, 3, Now + Timeout));
        Assert.Equal(ScimErrorKind.ExpiredCursor, Assert.Throws<ScimException>(() => Walk(next, 3, Now + Timeout + TimeSpan.FromSeconds(1))).Error.Kind);
    }

    [Fact]
    public void Of_AnotherCount_IsInvalidAndNoneIsTheSame()
    {
        string next = Page("", 7, 3).Next!;
        Assert.Equal(ScimErrorKind.InvalidCount, Assert.Throws<ScimException>(() => Walk(next, 4, Now)).Error.Kind);
        Assert.Equal(3, Walk(next, null, Now).Cursor.Count);
    }

    [Fact]
    public void Of_AnythingElse_IsInvalid() =>
        Assert.Equal(ScimErrorKind.InvalidCursor, Assert.Throws<ScimException>(() => Walk("abc", 3, Now)).Error.Kind);

    private static CursorWalk Walk(string cursor, int? count, DateTimeOffset now) => CursorWalk.Of(cursor, count, 100, Secret, "q", now, Timeout);

    private static (IReadOnlyList<int> Rows, string? Previous, string? Next) Page(string cursor, int length, int count)
    {
        CursorWalk walk = Walk(cursor, count, Now);
        int from = walk.Cursor.From is { } at ? int.Parse(at.Id, CultureInfo.InvariantCulture) : walk.Cursor.Backward ? length : -1;
        int[] rows = walk.Cursor.Backward
            ? [.. Enumerable.Range(0, length).Where(n => n < from).TakeLast(walk.Take)]
            : [.. Enumerable.Range(0, length).Where(n => n > from).Take(walk.Take)];
        return walk.Cut(rows, n => new ListPosition(null, n.ToString(CultureInfo.InvariantCulture)), length);
    }
}
