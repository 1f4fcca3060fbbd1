using System.Text.Json.Nodes;
using Scim.Protocol.Values;

namespace Scim.Protocol.Tests.Resources;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData("42", 42L)]
    [InlineData("-7", -7L)]
    [InlineData("0", 0L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9223372036854775808", null)]
    [InlineData("007", null)]
    [InlineData("+7", null)]
    [InlineData("-0", null)]
    [InlineData(" 7", null)]
    [InlineData("7.0", null)]
    [InlineData("", null)]
    public void TryParseInt64_OfText_AcceptsWhatLosesNothing(string text, long? whole) =>
        Assert.Equal(whole, NumberText.TryParseInt64(text, out long parsed) ? parsed : null);

    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData("-0.25", -0.25)]
    [InlineData("12", 12.0)]
    [InlineData("0", 0.0)]
    [InlineData("1.50", 1.5)]
    [InlineData("0.12345678901234567", null)]
    [InlineData("1e3", null)]
    [InlineData("007", null)]
    [InlineData(".5", null)]
    [InlineData("1,5", null)]
    [InlineData("79228162514264337593543950335", null)]
    [InlineData("NaN", null)]
    [InlineData("-", null)]
    [InlineData("", null)]
    public void TryParseDouble_OfText_AcceptsWhatLosesNothing(string text, double? real) =>
        Assert.Equal(real, NumberText.TryParseDouble(text, out double parsed) ? parsed : null);

    [Theory]
    [InlineData("4711", "4711")]
    [InlineData("-1", "-1")]
    [InlineData("1.5", null)]
    [InlineData("1e3", null)]
    [InlineData("12345678901234567890123", null)]
    [InlineData("\"4711\"", null)]
    [InlineData("true", null)]
    public void FormatInteger_OfValue_AcceptsWhatLosesNothing(string json, string? text) =>
        Assert.Equal(text, NumberText.FormatInteger(JsonNode.Parse(json)));
}
