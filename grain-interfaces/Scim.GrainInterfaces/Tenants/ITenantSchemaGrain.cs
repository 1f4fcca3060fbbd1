using Orleans.Concurrency;

namespace Scim.GrainInterfaces.Tenants;

/// <summary>
/// A tenant's own schemas and resource types: the same grain as <see cref="ITenantGrain"/>, so that they change in
/// order with everything else of the tenant. A change is refused (Conflict) when stored resources would not be as their
/// schemas say. The key is <see cref="ResourceKey.ForTenant"/>.
/// </summary>
[Alias("scim.ITenantSchemaGrain"), GrainInterfaceType("scim.tenant-schemas")]
public interface ITenantSchemaGrain : IGrainWithStringKey
{
    /// <summary>What is declared.</summary>
    /// <returns>It, or NotFound.</returns>
    [Alias("ReadSchemas"), ReadOnly]
    Task<ScimResult<SchemaSet>> ReadSchemas();

    /// <summary>
    /// Adds, replaces or removes a schema or a resource type. All stored resources may have to be looked at, so it may
    /// take long.
    /// </summary>
    /// <returns>What is declared then, or NotFound, InvalidSyntax, InvalidValue, Conflict.</returns>
    [Alias("Declare"), ResponseTimeout("00:10:00")]
    Task<ScimResult<SchemaSet>> UpdateSchemas(SchemaRegistration declaration);
}

/// <summary>One change of what a tenant declares.</summary>
[GenerateSerializer, Immutable, Alias("scim.Declaration")]
public sealed record SchemaRegistration
{
    /// <summary>What is declared.</summary>
    [Id(0)]
    public required SchemaRegistrationType Type { get; init; }

    /// <summary>The URN or name of what is replaced or removed; null to add.</summary>
    [Id(1)]
    public string? Target { get; init; }

    /// <summary>The JSON of RFC 7643 section 7 or 6; empty to remove.</summary>
    [Id(2)]
    public ReadOnlyMemory<byte> Body { get; init; }
}

/// <summary>What a tenant can declare.</summary>
[GenerateSerializer, Alias("scim.DeclarationKind")]
public enum SchemaRegistrationType
{
    /// <summary>A schema (RFC 7643 section 7).</summary>
    Schema,

    /// <summary>A resource type (RFC 7643 section 6).</summary>
    ResourceType,
}
