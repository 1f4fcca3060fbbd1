using Scim.Gateway.Configuration;

namespace Scim.Gateway.RateLimiting;

/// <summary>
/// Determines how many requests of one tenant are processed concurrently: fewer when more tenants are active, so that a
/// busy tenant does not delay the others and a tenant that is alone can use the full capacity. Pure functions.
/// </summary>
internal static class FairShare
{
    /// <summary>The number of share levels: full, half, a quarter and the minimum.</summary>
    public const int LevelCount = 4;

    /// <summary>How long a tenant counts as active after a request.</summary>
    public static TimeSpan ActivityWindow { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The interval at which active tenants are counted.</summary>
    public static TimeSpan RecountInterval { get; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Returns the share level for a number of active tenants.</summary>
    public static int GetLevel(int tenants) =>
        tenants switch
        {
            <= 1 => 0,
            2 => 1,
            <= 4 => 2,
            _ => 3,
        };

    /// <summary>Returns the number of concurrent requests of a share level.</summary>
    public static int GetConcurrency(RateLimitOptions options, int share) =>
        share == LevelCount - 1
            ? Math.Min(options.FairConcurrency, options.Concurrency)
            : Math.Max(Math.Min(options.FairConcurrency, options.Concurrency), options.Concurrency >> share);
}
