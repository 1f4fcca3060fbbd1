using System.Collections.Frozen;

namespace Scim.Protocol.Schema;

/// <summary>The resource types and schemas that one tenant has. Immutable, safe to share.</summary>
public sealed class TenantSchemas
{
    private readonly FrozenDictionary<string, ResourceType> _byName;
    private readonly FrozenDictionary<string, ResourceType> _byEndpoint;
    private readonly FrozenDictionary<string, SchemaDefinition> _byUrn;

    /// <summary>Puts the set together.</summary>
    /// <param name="resourceTypes">The resource types; names and endpoints differ in more than case.</param>
    /// <param name="declared">Further schemas, which may or may not be those of resource types.</param>
    public TenantSchemas(
        IReadOnlyList<ResourceType> resourceTypes,
        IReadOnlyList<SchemaDefinition>? declared = null
    )
    {
        ArgumentNullException.ThrowIfNull(resourceTypes);
        ResourceTypes = resourceTypes;
        Schemas =
        [
            .. resourceTypes
                .SelectMany(t => t.Extensions.Select(e => e.Schema).Prepend(t.Schema))
                .Concat(declared ?? [])
                .Concat([
                    BuiltInSchemas.Schema,
                    BuiltInSchemas.ResourceType,
                    BuiltInSchemas.ServiceProviderConfig,
                ])
                .DistinctBy(s => s.Id, StringComparer.OrdinalIgnoreCase),
        ];
        _byName = resourceTypes.ToFrozenDictionary(t => t.Name, StringComparer.OrdinalIgnoreCase);
        _byEndpoint = resourceTypes.ToFrozenDictionary(
            t => t.Endpoint.TrimStart('/'),
            StringComparer.OrdinalIgnoreCase
        );
        _byUrn = Schemas.ToFrozenDictionary(s => s.Id, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Users with the enterprise extension, and groups: what a tenant has that changed nothing.</summary>
    public static TenantSchemas Default { get; } =
        new([BuiltInResourceTypes.User, BuiltInResourceTypes.Group]);

    /// <summary>The resource types, in the order in which they are listed.</summary>
    public IReadOnlyList<ResourceType> ResourceTypes { get; }

    /// <summary>
    /// The schemas as <c>/Schemas</c> lists them: for each resource type its core schema and extensions, then those
    /// that no resource type has yet, then those of the discovery resources. Each once.
    /// </summary>
    public IReadOnlyList<SchemaDefinition> Schemas { get; }

    /// <summary>The resource type called <paramref name="name"/> in any case, or null.</summary>
    public ResourceType? FindByName(string name) => _byName.GetValueOrDefault(name);

    /// <summary>
    /// The resource type at <paramref name="endpointWithoutSlash"/> (such as <c>Users</c>) in any case, or null.
    /// </summary>
    public ResourceType? FindByEndpoint(string endpointWithoutSlash) =>
        _byEndpoint.GetValueOrDefault(endpointWithoutSlash);

    /// <summary>The schema with the URN <paramref name="urn"/> in any case, or null.</summary>
    public SchemaDefinition? FindSchema(string urn) => _byUrn.GetValueOrDefault(urn);
}
