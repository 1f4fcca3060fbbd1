using Orleans.Concurrency;

namespace Scim.GrainInterfaces.Tenants;

/// <summary>A tenant's own schemas and resource types. The key is <see cref="ResourceKey.ForTenant"/>.</summary>
/// <remarks>
/// Implemented by the same grain as <see cref="ITenantGrain"/>, so that schema changes are serialized with all other
/// changes to the tenant. A change that stored resources would violate is rejected with Conflict.
/// </remarks>
[Alias("scim.ITenantSchemaGrain"), GrainInterfaceType("scim.tenant-schemas")]
public interface ITenantSchemaGrain : IGrainWithStringKey
{
    /// <summary>Returns the registered schemas and resource types.</summary>
    /// <returns>The schemas and resource types, or NotFound.</returns>
    [Alias("ReadSchemas"), ReadOnly]
    Task<ScimResult<SchemaSet>> ReadSchemas();

    /// <summary>
    /// Adds, replaces or removes a schema or a resource type. The call can take long, because it may have to check all
    /// stored resources.
    /// </summary>
    /// <returns>
    /// All registered schemas and resource types after the change; or NotFound, InvalidSyntax, InvalidValue or
    /// Conflict.
    /// </returns>
    [Alias("UpdateSchemas"), ResponseTimeout("00:10:00")]
    Task<ScimResult<SchemaSet>> UpdateSchemas(SchemaRegistration registration);
}

/// <summary>A change to a tenant's schemas or resource types.</summary>
[GenerateSerializer, Immutable, Alias("scim.SchemaRegistration")]
public sealed record SchemaRegistration
{
    /// <summary>Whether the change concerns a schema or a resource type.</summary>
    [Id(0)]
    public required SchemaRegistrationType Type { get; init; }

    /// <summary>The URN or name of the schema or resource type to replace or remove; null to add one.</summary>
    [Id(1)]
    public string? Target { get; init; }

    /// <summary>
    /// The JSON of the schema (RFC 7643 section 7) or the resource type (RFC 7643 section 6); empty to remove.
    /// </summary>
    [Id(2)]
    public ReadOnlyMemory<byte> Body { get; init; }
}

/// <summary>The type of a <see cref="SchemaRegistration"/>.</summary>
[GenerateSerializer, Alias("scim.SchemaRegistrationType")]
public enum SchemaRegistrationType
{
    /// <summary>A schema (RFC 7643 section 7).</summary>
    Schema,

    /// <summary>A resource type (RFC 7643 section 6).</summary>
    ResourceType,
}
