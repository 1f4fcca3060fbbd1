using Microsoft.Extensions.Options;
using Scim.Gateway.Configuration;

namespace Scim.Gateway.Tests.Configuration;

/// <summary>
/// Tests that all settings are validated together, and that errors name the setting but contain no secret.
/// </summary>
public sealed class GatewayOptionsTests
{
    [Fact]
    public void Validate_OfTheDefaults_Succeeds() => Assert.True(ValidateOptions(new GatewayOptions()).Succeeded);

    [Theory]
    [InlineData("http://localhost:5080", true)]
    [InlineData("https://scim.example.com/identity/", true)]
    [InlineData("", true)]
    [InlineData("scim.example.com", false)]
    [InlineData("/identity", false)]
    [InlineData("ftp://example.com", false)]
    [InlineData("https://", false)]
    [InlineData("https://example.com?x=1", false)]
    [InlineData("https://example.com#x", false)]
    [InlineData("https://user:word@example.com", false)]
    public void Validate_OfPublicBaseUrl_AcceptsAbsoluteHttpUrls(string url, bool valid) =>
        AssertValidation(new GatewayOptions { PublicBaseUrl = url }, valid, "PublicBaseUrl");

    [Theory]
    [InlineData("00:00:01", true)]
    [InlineData("7.00:00:00", true)]
    [InlineData("00:00:00.999", false)]
    [InlineData("7.00:00:01", false)]
    public void Validate_OfCursorTimeout_AcceptsOneSecondToOneWeek(string timeout, bool valid) =>
        AssertValidation(
            new GatewayOptions
            {
                Directory = new ListLimits
                {
                    CursorTimeout = TimeSpan.Parse(timeout, System.Globalization.CultureInfo.InvariantCulture),
                },
            },
            valid,
            "CursorTimeout"
        );

    [Theory]
    [InlineData(1, true)]
    [InlineData(10_000, true)]
    [InlineData(0, false)]
    [InlineData(10_001, false)]
    public void Validate_OfDefaultPageSize_AcceptsUpToTenThousand(int size, bool valid) =>
        AssertValidation(
            new GatewayOptions { Directory = new ListLimits { DefaultPageSize = size } },
            valid,
            "DefaultPageSize"
        );

    [Theory]
    [InlineData("", true)]
    [InlineData("0123456789abcdef", true)]
    [InlineData("0123456789abcde", false)]
    public void Validate_OfOperatorKey_RequiresSixteenCharacters(string key, bool valid)
    {
        ValidateOptionsResult result = AssertValidation(new GatewayOptions { OperatorKey = key }, valid, "OperatorKey");
        if (!valid)
            Assert.DoesNotContain(key, result.FailureMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("00", false)]
    [InlineData("zz23456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", false)]
    [InlineData("0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef", true)]
    public void Validate_OfDigest_RequiresSixtyFourHexDigits(string digest, bool valid) =>
        AssertValidation(new GatewayOptions { OperatorKeyDigest = digest }, valid, "OperatorKeyDigest");

    [Theory]
    [InlineData(1023, false)]
    [InlineData(1024, true)]
    [InlineData(1073741824, true)]
    [InlineData(1073741825, false)]
    public void Validate_OfUploadSize_AcceptsOneKibibyteToOneGibibyte(long bytes, bool valid)
    {
        var options = new GatewayOptions();
        options.Uploads.MaxBytes = bytes;
        AssertValidation(options, valid, "Uploads.MaxBytes");
    }

    [Fact]
    public void Validate_OfSeveralErrors_NamesThemAll()
    {
        var options = new GatewayOptions
        {
            PublicBaseUrl = "x",
            MaxBodyBytes = 0,
            QueryTimeout = TimeSpan.Zero,
        };
        options.Directory.MaxPageSize = 0;
        string message = AssertValidation(options, false, "PublicBaseUrl").FailureMessage!;
        foreach (string name in new[] { "MaxBodyBytes", "QueryTimeout", "MaxPageSize" })
            Assert.Contains(name, message, StringComparison.Ordinal);
    }

    private static ValidateOptionsResult AssertValidation(GatewayOptions options, bool valid, string named)
    {
        ValidateOptionsResult result = ValidateOptions(options);
        Assert.Equal(valid, result.Succeeded);
        if (!valid)
            Assert.Contains(named, result.FailureMessage, StringComparison.Ordinal);
        return result;
    }

    private static ValidateOptionsResult ValidateOptions(GatewayOptions options) =>
        new GatewayOptionsValidator().Validate(null, options);
}
