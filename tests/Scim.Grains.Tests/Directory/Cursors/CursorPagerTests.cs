using System.Globalization;
using Scim.Grains.Directory.Cursors;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;

namespace Scim.Grains.Tests.Directory.Cursors;

/// <summary>Tests cursor pagination: the pages, and when a cursor becomes invalid.</summary>
[Trait("rfc", "9865-2")]
public sealed class CursorPagerTests
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
    public void SlicePage_OfAllPages_ReturnsEachRowOnceInBothDirections(int length, int count, string expected)
    {
        string forward = "",
            backward = "";
        string? cursor = "",
            back = null;
        while (cursor is not null)
        {
            (IReadOnlyList<int> rows, string? previous, string? next) = CreatePage(cursor, length, count);
            Assert.Equal(cursor.Length == 0, previous is null);
            forward += string.Join(' ', rows) + "|";
            (cursor, back) = (next, previous);
        }

        Assert.Equal(expected, forward);
        while (back is not null)
        {
            (IReadOnlyList<int> rows, string? previous, string? next) = CreatePage(back, length, count);
            back = previous;
            Assert.NotNull(next);
            backward = string.Join(' ', rows) + "|" + backward;
        }

        Assert.StartsWith(backward, expected, StringComparison.Ordinal);
    }

    [Fact]
    public void SlicePage_OfPageThatBecameEmpty_LinksBackToRemainingRows()
    {
        (_, _, string? next) = CreatePage("", 7, 3);
        (IReadOnlyList<int> rows, string? previous, string? last) = CreatePage(next!, 3, 3);
        Assert.Empty(rows);
        Assert.Null(last);
        Assert.Equal([0, 1, 2], CreatePage(previous!, 3, 3).Rows);
    }

    [Fact]
    public void SlicePage_WithCountZero_HasNoPages() =>
        Assert.Equal(
            (0, null, null),
            (CreatePage("", 7, 0).Rows.Count, CreatePage("", 7, 0).Previous, CreatePage("", 7, 0).Next)
        );

    [Fact]
    public void Create_FromCursorAtItsTimeout_WorksAndLaterIsExpired()
    {
        string next = CreatePage("", 7, 3).Next!;
        Assert.NotNull(CreatePager(next, 3, Now + Timeout));
        Assert.Equal(
            ScimErrorKind.ExpiredCursor,
            Assert.Throws<ScimException>(() => CreatePager(next, 3, Now + Timeout + TimeSpan.FromSeconds(1))).Error.Kind
        );
    }

    [Fact]
    public void Create_WithAnotherCount_IsInvalid()
    {
        string next = CreatePage("", 7, 3).Next!;
        Assert.Equal(
            ScimErrorKind.InvalidCount,
            Assert.Throws<ScimException>(() => CreatePager(next, 4, Now)).Error.Kind
        );
        Assert.Equal(3, CreatePager(next, null, Now).Cursor.Count);
    }

    [Fact]
    public void Create_FromInvalidCursor_IsInvalid() =>
        Assert.Equal(
            ScimErrorKind.InvalidCursor,
            Assert.Throws<ScimException>(() => CreatePager("abc", 3, Now)).Error.Kind
        );

    private static CursorPager CreatePager(string cursor, int? count, DateTimeOffset now) =>
        CursorPager.Create(cursor, count, 100, Secret, "q", now, Timeout);

    private static (IReadOnlyList<int> Rows, string? Previous, string? Next) CreatePage(
        string cursor,
        int length,
        int count
    )
    {
        CursorPager pager = CreatePager(cursor, count, Now);
        int from =
            pager.Cursor.From is { } at ? int.Parse(at.Id, CultureInfo.InvariantCulture)
            : pager.Cursor.IsBackward ? length
            : -1;
        int[] rows = pager.Cursor.IsBackward
            ? [.. Enumerable.Range(0, length).Where(n => n < from).TakeLast(pager.Take)]
            : [.. Enumerable.Range(0, length).Where(n => n > from).Take(pager.Take)];
        return pager.SlicePage(rows, n => new ListPosition(null, n.ToString(CultureInfo.InvariantCulture)), length);
    }
}
