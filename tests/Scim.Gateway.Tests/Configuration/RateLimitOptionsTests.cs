using Microsoft.Extensions.Options;
using Scim.Gateway.Configuration;

namespace Scim.Gateway.Tests.Configuration;

/// <summary>Tests the lower and upper bounds of the rate limit settings.</summary>
public sealed class RateLimitOptionsTests
{
    [Theory]
    [InlineData(nameof(RateLimitOptions.RequestsPerSecond), 1, 100_000)]
    [InlineData(nameof(RateLimitOptions.Burst), 1, 1_000_000)]
    [InlineData(nameof(RateLimitOptions.Concurrency), 1, 10_000)]
    [InlineData(nameof(RateLimitOptions.FairConcurrency), 1, 10_000)]
    [InlineData(nameof(RateLimitOptions.Queue), 0, 100_000)]
    [InlineData(nameof(RateLimitOptions.FailuresPerSecond), 1, 100_000)]
    [InlineData(nameof(RateLimitOptions.FailureBurst), 1, 1_000_000)]
    public void Validate_OfLimit_AcceptsOnlyItsRange(string name, int least, int most)
    {
        Assert.True(ValidateOption(name, least).Succeeded);
        Assert.True(ValidateOption(name, most).Succeeded);
        foreach (int wrong in new[] { least - 1, most + 1 })
            Assert.Contains(
                $"RateLimit.{name} must be between {least} and {most}",
                ValidateOption(name, wrong).FailureMessage,
                StringComparison.Ordinal
            );
    }

    private static ValidateOptionsResult ValidateOption(string name, int value)
    {
        var options = new GatewayOptions();
        typeof(RateLimitOptions).GetProperty(name)!.SetValue(options.RateLimit, value);
        return new GatewayOptionsValidator().Validate(null, options);
    }
}
