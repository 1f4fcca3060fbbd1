using Scim.Gateway.Configuration;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.RateLimiting;

/// <summary>How many requests somebody may send.</summary>
/// <param name="PerSecond">In a second, sustained.</param>
/// <param name="Burst">At once, after a quiet time.</param>
internal readonly record struct RateLimit(double PerSecond, double Burst)
{
    /// <summary>
    /// A tenant's allowance: the installation's, or its own rate with a burst in the same proportion.
    /// </summary>
    public static RateLimit FromSettings(RateLimitOptions options, RateLimitSettings settings) =>
        settings.RequestsPerSecond is { } own
            ? new RateLimit(
                own,
                Math.Max(1, (double)options.Burst * own / options.RequestsPerSecond)
            )
            : new RateLimit(options.RequestsPerSecond, options.Burst);

    /// <summary>The allowance of somebody without a valid credential.</summary>
    public static RateLimit CreateForAnonymous(RateLimitOptions options) =>
        new(options.FailuresPerSecond, options.FailureBurst);
}
