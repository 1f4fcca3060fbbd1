using System.Buffers.Text;
using System.Text;
using Scim.Grains.Directory.Cursors;
using Scim.Grains.Storage;

namespace Scim.Grains.Tests.Directory;

/// <summary>Cursors cannot be read, forged, or used where they do not belong.</summary>
[Trait("rfc", "9865-2")]
public sealed class CursorSealTests
{
    private const string Id = "01930000-0000-7000-8000-0123456789ab";
    private static readonly DateTimeOffset Now = new(2026, 5, 6, 7, 8, 9, TimeSpan.Zero);
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes("a secret of thirty-two bytes ...");

    public static TheoryData<object?> Keys =>
        [(object?)null, "", "ada@example.com", "🐳é\u0001", new string('x', 70_000), 0L, -1L, long.MaxValue, 1.5, double.Epsilon, true, false, 12345678901234567890.123m];

    [Theory, MemberData(nameof(Keys))]
    public void Open_OfAClosedCursor_GivesItBack(object? key)
    {
        foreach (string id in new[] { Id, "not-a-guid", Id.ToUpperInvariant() })
        {
            var cursor = new ListCursor(Now, 100, Backward: true, new ListPosition(key, id), Total: 123_456);
            string text = CursorSeal.Close(Secret, "q", cursor);

            Assert.Equal(cursor, CursorSeal.Open(Secret, "q", text));
            Assert.DoesNotContain(text, c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'));
        }

        var first = new ListCursor(Now, 0, Backward: false, From: null, Total: null);
        Assert.Equal(first, CursorSeal.Open(Secret, "q", CursorSeal.Close(Secret, "q", first)));
    }

    [Fact]
    public void Close_IsShortAndShowsNothing()
    {
        string plain = CursorSeal.Close(Secret, "q", new ListCursor(Now, 100, false, new ListPosition(null, Id), null));
        string sorted = CursorSeal.Close(Secret, "q", new ListCursor(Now, 100, false, new ListPosition("ada@example.com", Id), 20_000));

        Assert.InRange(plain.Length, 1, 80);
        Assert.InRange(sorted.Length, 1, 110);
        Assert.DoesNotContain("ada", Encoding.Latin1.GetString(Base64Url.DecodeFromChars(sorted)), StringComparison.Ordinal);
        Assert.NotEqual(sorted, CursorSeal.Close(Secret, "q", new ListCursor(Now, 100, false, new ListPosition("ada@example.com", Id), 20_000)));
    }

    [Fact]
    public void Open_WithAnyByteChanged_IsNone()
    {
        byte[] bytes = Base64Url.DecodeFromChars(CursorSeal.Close(Secret, "q", new ListCursor(Now, 100, false, new ListPosition("ada", Id), 5)));
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] forged = [.. bytes];
            forged[i] ^= 1;
            Assert.Null(CursorSeal.Open(Secret, "q", Base64Url.EncodeToString(forged)));
        }

        Assert.Null(CursorSeal.Open(Secret, "q", Base64Url.EncodeToString(bytes.AsSpan()[..^1])));
        Assert.Null(CursorSeal.Open(Secret, "q", Base64Url.EncodeToString([.. bytes, 0])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAA")]
    [InlineData("not base64url!")]
    [InlineData("%00")]
    [InlineData("ÄÖ")]
    public void Open_OfAnythingElse_IsNone(string text) => Assert.Null(CursorSeal.Open(Secret, "q", text));

    [Fact]
    public void Open_OfAnotherTenantsOrQuerys_IsNone()
    {
        string text = CursorSeal.Close(Secret, "q", new ListCursor(Now, 100, false, null, null));
        Assert.Null(CursorSeal.Open(Secret, "r", text));
        Assert.Null(CursorSeal.Open([.. Secret.Reverse()], "q", text));
        Assert.Null(CursorSeal.Open(Secret, "q", new string('A', 200_000)));
    }
}
