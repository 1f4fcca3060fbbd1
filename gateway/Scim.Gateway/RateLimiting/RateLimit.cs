using Scim.Gateway.Configuration;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.RateLimiting;

/// <summary>A rate limit.</summary>
/// <param name="PerSecond">The sustained number of requests per second.</param>
/// <param name="Burst">The number of requests that may be sent at once after an idle time.</param>
internal readonly record struct RateLimit(double PerSecond, double Burst)
{
    /// <summary>
    /// Returns the limit of a tenant: the default of the deployment, or the tenant's own rate with a burst in the same
    /// proportion.
    /// </summary>
    public static RateLimit FromSettings(RateLimitOptions options, RateLimitSettings settings) =>
        settings.RequestsPerSecond is { } own
            ? new RateLimit(own, Math.Max(1, (double)options.Burst * own / options.RequestsPerSecond))
            : new RateLimit(options.RequestsPerSecond, options.Burst);

    /// <summary>Returns the limit for requests without a valid credential from one address.</summary>
    public static RateLimit CreateForAnonymous(RateLimitOptions options) =>
        new(options.FailuresPerSecond, options.FailureBurst);
}
