using Scim.Gateway.Configuration;

namespace Scim.Gateway.RateLimiting;

/// <summary>
/// How many requests of one tenant are worked on at the same time: the more tenants are at work, the fewer, so that one
/// that sends without end does not keep the others waiting behind it, and one that is alone has it all. Pure functions.
/// </summary>
internal static class FairShare
{
    /// <summary>How many shares there are: whole, half, a quarter, and the least.</summary>
    public const int LevelCount = 4;

    /// <summary>For how long after a request a tenant counts as being at work.</summary>
    public static TimeSpan ActivityWindow { get; } = TimeSpan.FromSeconds(1);

    /// <summary>How often tenants at work are counted.</summary>
    public static TimeSpan RecountInterval { get; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The share of each of so many tenants at work.</summary>
    public static int GetLevel(int tenants) =>
        tenants switch
        {
            <= 1 => 0,
            2 => 1,
            <= 4 => 2,
            _ => 3,
        };

    /// <summary>What a share is in requests.</summary>
    public static int GetConcurrency(RateLimitOptions options, int share) =>
        share == LevelCount - 1
            ? Math.Min(options.FairConcurrency, options.Concurrency)
            : Math.Max(
                Math.Min(options.FairConcurrency, options.Concurrency),
                options.Concurrency >> share
            );
}
