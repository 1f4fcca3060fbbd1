using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Limits;

/// <summary>How many requests somebody may send.</summary>
/// <param name="PerSecond">In a second, sustained.</param>
/// <param name="Burst">At once, after a quiet time.</param>
internal readonly record struct Allowance(double PerSecond, double Burst)
{
    /// <summary>A tenant's allowance: the installation's, or its own rate with a burst in the same proportion.</summary>
    public static Allowance Of(RateLimitOptions options, RateLimitSettings settings) =>
        settings.RequestsPerSecond is { } own
            ? new Allowance(own, Math.Max(1, (double)options.Burst * own / options.RequestsPerSecond))
            : new Allowance(options.RequestsPerSecond, options.Burst);

    /// <summary>The allowance of somebody without a valid credential.</summary>
    public static Allowance OfStrangers(RateLimitOptions options) => new(options.FailuresPerSecond, options.FailureBurst);
}
