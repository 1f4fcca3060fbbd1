using System.Buffers.Text;
using System.Text;
using Scim.Grains.Directory.Cursors;
using Scim.Grains.Storage;

namespace Scim.Grains.Tests.Directory.Cursors;

/// <summary>Tests that cursors cannot be read, forged, or used for another query or tenant.</summary>
[Trait("rfc", "9865-2")]
public sealed class CursorProtectorTests
{
    private const string Id = "01930000-0000-7000-8000-0123456789ab";
    private static readonly DateTimeOffset Now = new(2026, 5, 6, 7, 8, 9, TimeSpan.Zero);
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes("a secret of thirty-two bytes ...");

    public static TheoryData<object?> Keys =>
        [
            (object?)null,
            "",
            "ada@example.com",
            "🐳é\u0001",
            new string('x', 70_000),
            0L,
            -1L,
            long.MaxValue,
            1.5,
            double.Epsilon,
            true,
            false,
            12345678901234567890.123m,
        ];

    [Theory, MemberData(nameof(Keys))]
    public void UnprotectCursor_OfClosedCursor_RoundTrips(object? key)
    {
        foreach (string id in new[] { Id, "not-a-guid", Id.ToUpperInvariant() })
        {
            var cursor = new ListCursor(Now, 100, IsBackward: true, new ListPosition(key, id), Total: 123_456);
            string text = CursorProtector.ProtectCursor(Secret, "q", cursor);

            Assert.Equal(cursor, CursorProtector.UnprotectCursor(Secret, "q", text));
            Assert.DoesNotContain(text, c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'));
        }

        var first = new ListCursor(Now, 0, IsBackward: false, From: null, Total: null);
        Assert.Equal(
            first,
            CursorProtector.UnprotectCursor(Secret, "q", CursorProtector.ProtectCursor(Secret, "q", first))
        );
    }

    [Fact]
    public void ProtectCursor_OfCursor_IsShortAndOpaque()
    {
        string plain = CursorProtector.ProtectCursor(
            Secret,
            "q",
            new ListCursor(Now, 100, false, new ListPosition(null, Id), null)
        );
        string sorted = CursorProtector.ProtectCursor(
            Secret,
            "q",
            new ListCursor(Now, 100, false, new ListPosition("ada@example.com", Id), 20_000)
        );

        Assert.InRange(plain.Length, 1, 80);
        Assert.InRange(sorted.Length, 1, 110);
        Assert.DoesNotContain(
            "ada",
            Encoding.Latin1.GetString(Base64Url.DecodeFromChars(sorted)),
            StringComparison.Ordinal
        );
        Assert.NotEqual(
            sorted,
            CursorProtector.ProtectCursor(
                Secret,
                "q",
                new ListCursor(Now, 100, false, new ListPosition("ada@example.com", Id), 20_000)
            )
        );
    }

    [Fact]
    public void UnprotectCursor_WithAnyByteChanged_IsNone()
    {
        byte[] bytes = Base64Url.DecodeFromChars(
            CursorProtector.ProtectCursor(Secret, "q", new ListCursor(Now, 100, false, new ListPosition("ada", Id), 5))
        );
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] forged = [.. bytes];
            forged[i] ^= 1;
            Assert.Null(CursorProtector.UnprotectCursor(Secret, "q", Base64Url.EncodeToString(forged)));
        }

        Assert.Null(CursorProtector.UnprotectCursor(Secret, "q", Base64Url.EncodeToString(bytes.AsSpan()[..^1])));
        Assert.Null(CursorProtector.UnprotectCursor(Secret, "q", Base64Url.EncodeToString([.. bytes, 0])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAA")]
    [InlineData("not base64url!")]
    [InlineData("%00")]
    [InlineData("ÄÖ")]
    public void UnprotectCursor_OfAnythingElse_IsNone(string text) =>
        Assert.Null(CursorProtector.UnprotectCursor(Secret, "q", text));

    [Fact]
    public void UnprotectCursor_OfAnotherTenantOrQuery_IsNone()
    {
        string text = CursorProtector.ProtectCursor(Secret, "q", new ListCursor(Now, 100, false, null, null));
        Assert.Null(CursorProtector.UnprotectCursor(Secret, "r", text));
        Assert.Null(CursorProtector.UnprotectCursor([.. Secret.Reverse()], "q", text));
        Assert.Null(CursorProtector.UnprotectCursor(Secret, "q", new string('A', 200_000)));
    }
}
