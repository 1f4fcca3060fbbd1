using System.Collections.Frozen;

namespace Scim.Protocol.Schema;

/// <summary>The resource types and schemas of a tenant. Immutable and thread-safe.</summary>
public sealed class TenantSchemas
{
    private readonly FrozenDictionary<string, ResourceType> _byName;
    private readonly FrozenDictionary<string, ResourceType> _byEndpoint;
    private readonly FrozenDictionary<string, SchemaDefinition> _byUrn;

    /// <summary>Creates the set.</summary>
    /// <param name="resourceTypes">The resource types. Names and endpoints must be unique, ignoring case.</param>
    /// <param name="customSchemas">The tenant's custom schemas, whether or not a resource type uses them.</param>
    public TenantSchemas(
        IReadOnlyList<ResourceType> resourceTypes,
        IReadOnlyList<SchemaDefinition>? customSchemas = null
    )
    {
        ArgumentNullException.ThrowIfNull(resourceTypes);
        ResourceTypes = resourceTypes;
        Schemas =
        [
            .. resourceTypes
                .SelectMany(t => t.Extensions.Select(e => e.Schema).Prepend(t.Schema))
                .Concat(customSchemas ?? [])
                .Concat([BuiltInSchemas.Schema, BuiltInSchemas.ResourceType, BuiltInSchemas.ServiceProviderConfig])
                .DistinctBy(s => s.Id, StringComparer.OrdinalIgnoreCase),
        ];
        _byName = resourceTypes.ToFrozenDictionary(t => t.Name, StringComparer.OrdinalIgnoreCase);
        _byEndpoint = resourceTypes.ToFrozenDictionary(
            t => t.Endpoint.TrimStart('/'),
            StringComparer.OrdinalIgnoreCase
        );
        _byUrn = Schemas.ToFrozenDictionary(s => s.Id, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Users with the enterprise extension, and groups: the set of a tenant without custom schemas.</summary>
    public static TenantSchemas Default { get; } = new([BuiltInResourceTypes.User, BuiltInResourceTypes.Group]);

    /// <summary>The resource types, in output order.</summary>
    public IReadOnlyList<ResourceType> ResourceTypes { get; }

    /// <summary>
    /// The distinct schemas in the order of <c>/Schemas</c>: the core schema and extensions of each resource type, then
    /// schemas that no resource type uses, then the schemas of the discovery resources.
    /// </summary>
    public IReadOnlyList<SchemaDefinition> Schemas { get; }

    /// <summary>Returns the resource type called <paramref name="name"/>, ignoring case, or null.</summary>
    public ResourceType? FindByName(string name) => _byName.GetValueOrDefault(name);

    /// <summary>
    /// Returns the resource type at <paramref name="endpointWithoutSlash"/> (such as <c>Users</c>), ignoring case, or
    /// null.
    /// </summary>
    public ResourceType? FindByEndpoint(string endpointWithoutSlash) =>
        _byEndpoint.GetValueOrDefault(endpointWithoutSlash);

    /// <summary>Returns the schema with <paramref name="urn"/>, ignoring case, or null.</summary>
    public SchemaDefinition? FindSchema(string urn) => _byUrn.GetValueOrDefault(urn);
}
