using System.Globalization;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using Scim.Gateway.Telemetry;
using Scim.Protocol.Errors;

namespace Scim.Gateway.RateLimiting;

/// <summary>The answers for passed limits: 429 with <c>Retry-After</c>, naming the limit.</summary>
internal static class RateLimitResponses
{
    /// <summary>A tenant's rate.</summary>
    public static ApiResponse CreateRateExceeded(RateLimit allowance, TimeSpan wait) =>
        CreateTooManyRequests(
            "rate",
            wait,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The tenant's limit of {allowance.PerSecond:0} requests a second is reached (setting rateLimit.requestsPerSecond). Send them more slowly, or ask the operator for more."
            )
        );

    /// <summary>A tenant's requests at one time.</summary>
    /// <param name="places">How many are worked on.</param>
    /// <param name="queue">How many wait.</param>
    public static ApiResponse CreateConcurrencyExceeded(int places, int queue) =>
        CreateTooManyRequests(
            "concurrency",
            TimeSpan.Zero,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The tenant has {places} requests at work and {queue} waiting, which is the limit. Send fewer at the same time."
            )
        );

    /// <summary>An address without a valid credential.</summary>
    public static ApiResponse CreateFailuresExceeded(TimeSpan wait) =>
        CreateTooManyRequests(
            "failures",
            wait,
            "Too many requests without a valid credential came from this address. Check the token before you try again."
        );

    private static ApiResponse CreateTooManyRequests(string limit, TimeSpan wait, string detail)
    {
        GatewayInstruments.RecordRateLimited(limit);
        return new ApiResponse
        {
            Error = new ScimError(ScimErrorKind.TooManyRequests, detail),
            RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)),
        };
    }
}
