using System.Globalization;
using Scim.Gateway.Http;
using Scim.Gateway.Telemetry;
using Scim.Protocol.Errors;

namespace Scim.Gateway.RateLimiting;

/// <summary>Creates the 429 responses for exceeded limits, with <c>Retry-After</c> and the name of the limit.</summary>
internal static class RateLimitResponses
{
    /// <summary>Creates the response for a tenant that exceeds its rate.</summary>
    public static ApiResponse CreateRateExceeded(RateLimit limit, TimeSpan wait) =>
        CreateTooManyRequests(
            "rate",
            wait,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The tenant exceeded its limit of {limit.PerSecond:0} requests per second "
                    + $"(setting rateLimit.requestsPerSecond). Retry after the time in Retry-After, "
                    + $"or ask the operator for a higher limit."
            )
        );

    /// <summary>Creates the response for a tenant that exceeds its number of concurrent requests.</summary>
    /// <param name="concurrency">The number of requests that are processed concurrently.</param>
    /// <param name="queue">The number of requests that can wait.</param>
    public static ApiResponse CreateConcurrencyExceeded(int concurrency, int queue) =>
        CreateTooManyRequests(
            "concurrency",
            TimeSpan.Zero,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The tenant already has {concurrency} concurrent and {queue} waiting requests, which is the limit. "
                    + $"Send fewer requests in parallel."
            )
        );

    /// <summary>
    /// Creates the response for an address that exceeds its number of requests without a valid credential.
    /// </summary>
    public static ApiResponse CreateFailuresExceeded(TimeSpan wait) =>
        CreateTooManyRequests(
            "failures",
            wait,
            "Too many requests without a valid credential came from this address. Check the token before retrying."
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
