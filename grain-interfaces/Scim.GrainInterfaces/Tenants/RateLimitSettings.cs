namespace Scim.GrainInterfaces.Tenants;

/// <summary>A tenant's rate limit. Each gateway process enforces it separately.</summary>
[GenerateSerializer, Immutable, Alias("scim.RateLimitSettings")]
public sealed record RateLimitSettings
{
    /// <summary>The maximum of <see cref="RequestsPerSecond"/>.</summary>
    public const int MaxRequestsPerSecond = 100_000;

    /// <summary>
    /// The sustained rate in requests per second, 1 to <see cref="MaxRequestsPerSecond"/>; the allowed burst is
    /// proportional. Null, the default, applies the deployment's limit.
    /// </summary>
    [Id(0)]
    public int? RequestsPerSecond { get; init; }
}
