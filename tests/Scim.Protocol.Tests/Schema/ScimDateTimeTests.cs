using System.Text;
using CsCheck;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Tests.Schema;

[Trait("rfc", "7643-2.3.5")]
public class ScimDateTimeTests
{
    [Theory]
    [InlineData("2011-05-13T04:42:34Z", "2011-05-13T04:42:34.0000000Z")]
    [InlineData("2011-05-13T04:42:34", "2011-05-13T04:42:34.0000000Z")]
    [InlineData("2011-05-13T04:42:34+02:00", "2011-05-13T02:42:34.0000000Z")]
    [InlineData("2011-05-13T04:42:34-05:30", "2011-05-13T10:12:34.0000000Z")]
    [InlineData("2011-05-13T04:42:34-00:00", "2011-05-13T04:42:34.0000000Z")]
    [InlineData("2011-05-13T04:42:34+14:00", "2011-05-12T14:42:34.0000000Z")]
    [InlineData("2011-05-13T04:42:34.1Z", "2011-05-13T04:42:34.1000000Z")]
    [InlineData("2011-05-13T04:42:34.1234567", "2011-05-13T04:42:34.1234567Z")]
    [InlineData("2011-05-13T04:42:34.123456789+01:00", "2011-05-13T03:42:34.1234567Z")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.0000000Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z")]
    public void TryParse_XsdDateTime_IsTheInstant(string text, string stored)
    {
        Assert.True(ScimDateTime.TryParse(text, out DateTimeOffset utc));
        Assert.Equal(TimeSpan.Zero, utc.Offset);
        Assert.Equal(stored, ScimDateTime.Format(utc));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2011-05-13")]
    [InlineData("2011-05-13T04:42")]
    [InlineData("2011-05-13 04:42:34Z")]
    [InlineData("2011-05-13t04:42:34Z")]
    [InlineData("2011-05-13T04:42:34z")]
    [InlineData("2011-05-13T04:42:34.Z")]
    [InlineData("2011-05-13T04:42:34,5Z")]
    [InlineData("2011-05-13T04:42:34+2:00")]
    [InlineData("2011-05-13T04:42:34+0200")]
    [InlineData("2011-05-13T04:42:34+02")]
    [InlineData("2011-05-13T04:42:34+14:01")]
    [InlineData("2011-05-13T04:42:34+02:60")]
    [InlineData("2011-05-13T04:42:34Z ")]
    [InlineData(" 2011-05-13T04:42:34Z")]
    [InlineData("2011-05-13T04:42:60Z")]
    [InlineData("2011-05-13T24:00:00Z")]
    [InlineData("2011-02-29T00:00:00Z")]
    [InlineData("2011-13-01T00:00:00Z")]
    [InlineData("11-05-13T04:42:34Z")]
    [InlineData("-2011-05-13T04:42:34Z")]
    [InlineData("05/13/2011 04:42:34")]
    [InlineData("13 May 2011 04:42:34 GMT")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData("٢٠١١-٠٥-١٣T٠٤:٤٢:٣٤Z")]
    [InlineData("2011-05-13T04:42:34.٣Z")]
    public void TryParse_AnythingElse_IsRejected(string text) => Assert.False(ScimDateTime.TryParse(text, out _));

    [Fact]
    public void FormatMeta_Instant_IsTruncatedToMilliseconds()
    {
        var value = new DateTimeOffset(2011, 5, 13, 6, 42, 34, TimeSpan.FromHours(2)) + TimeSpan.FromTicks(1_239_999);
        Assert.Equal("2011-05-13T04:42:34.123Z", ScimDateTime.FormatMeta(value));
        Assert.Equal("2011-05-13T04:42:34.1239999Z", ScimDateTime.Format(value));
    }

    [Fact]
    public void FormatMeta_ToUtf8_WritesTheSameText() =>
        Gen.DateTimeOffset.Sample(value =>
        {
            byte[] utf8 = new byte[ScimDateTime.MetaLength];
            ScimDateTime.FormatMeta(value, utf8);
            return Encoding.UTF8.GetString(utf8) == ScimDateTime.FormatMeta(value);
        });

    [Fact]
    public void Format_AnyInstant_ParsesBackAndSortsAsText() =>
        Gen.Select(Gen.DateTimeOffset, Gen.DateTimeOffset)
            .Sample(
                (a, b) =>
                {
                    (string left, string right) = (ScimDateTime.Format(a), ScimDateTime.Format(b));
                    Assert.True(ScimDateTime.TryParse(left, out DateTimeOffset back));
                    Assert.Equal(a.UtcDateTime, back.UtcDateTime);
                    Assert.Equal(28, left.Length);
                    Assert.Equal(a.CompareTo(b), Math.Sign(string.CompareOrdinal(left, right)));
                }
            );

    [Fact]
    public void TryParse_AnyCharacters_NeverThrows() =>
        Gen.Char["0123456789-:.TZ+ x"]
            .Array[0, 35]
            .Select(c => new string(c))
            .Sample(text => ScimDateTime.TryParse(text, out _) || true, iter: 20_000);
}
