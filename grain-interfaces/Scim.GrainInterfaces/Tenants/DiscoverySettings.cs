namespace Scim.GrainInterfaces.Tenants;

/// <summary>What the discovery endpoints of a tenant show, and to callers with which credential.</summary>
[GenerateSerializer, Immutable, Alias("scim.DiscoverySettings")]
public sealed record DiscoverySettings
{
    /// <summary>
    /// Whether <c>/Schemas</c> and <c>/ResourceTypes</c> answer requests without a credential, as
    /// <c>/ServiceProviderConfig</c> always does. Default false, because they show the tenant's own schemas.
    /// </summary>
    [Id(0)]
    public bool PublicSchemas { get; init; }

    /// <summary>
    /// Whether <c>/ServiceProviderConfig</c> contains <c>pagination</c> (RFC 9865). False is for clients that reject
    /// attributes which RFC 7643 does not define; cursors work regardless. Default true.
    /// </summary>
    [Id(1)]
    public bool Pagination { get; init; } = true;
}
