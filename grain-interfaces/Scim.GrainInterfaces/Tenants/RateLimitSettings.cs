namespace Scim.GrainInterfaces.Tenants;

/// <summary>How much a tenant may send. Each gateway process counts for itself.</summary>
[GenerateSerializer, Immutable, Alias("scim.RateLimitSettings")]
public sealed record RateLimitSettings
{
    /// <summary>The most that <see cref="RequestsPerSecond"/> may be.</summary>
    public const int MaxRequestsPerSecond = 100_000;

    /// <summary>
    /// Requests a second, sustained, 1 to <see cref="MaxRequestsPerSecond"/>; bursts are in proportion. Null, the
    /// default: the installation's limit.
    /// </summary>
    [Id(0)]
    public int? RequestsPerSecond { get; init; }
}
