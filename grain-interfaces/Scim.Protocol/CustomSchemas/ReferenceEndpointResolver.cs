using Scim.Protocol.Schema;

namespace Scim.Protocol.CustomSchemas;

/// <summary>
/// Resolves the endpoints of the resource types that custom reference attributes may refer to. Created once per version
/// of a tenant's custom schemas.
/// </summary>
internal sealed class ReferenceEndpointResolver
{
    private readonly Dictionary<string, string> _endpoints;

    public ReferenceEndpointResolver(TenantCustomSchemas customSchemas)
    {
        _endpoints = customSchemas.ResourceTypes.ToDictionary(
            t => t.Name,
            t => t.Endpoint.TrimStart('/'),
            StringComparer.OrdinalIgnoreCase
        );
        foreach (ResourceType type in TenantSchemas.Default.ResourceTypes)
            _endpoints[type.Name] = type.Endpoint.TrimStart('/');
    }

    /// <summary>Returns the schema with <see cref="AttributeDefinition.ReferenceEndpoints"/> filled in.</summary>
    public SchemaDefinition ResolveEndpoints(SchemaDefinition schema) =>
        schema with
        {
            Attributes = [.. schema.Attributes.Select(ResolveEndpoints)],
        };

    private AttributeDefinition ResolveEndpoints(AttributeDefinition attribute)
    {
        if (attribute.SubAttributes.Count > 0)
            attribute = attribute with { SubAttributes = [.. attribute.SubAttributes.Select(ResolveEndpoints)] };
        string[] types = [.. attribute.ReferenceTypes.Where(t => t is not ("external" or "uri"))];

        // The endpoint of a resource type that is not registered yet is unknown.
        return types.Length == 0 || !types.All(_endpoints.ContainsKey)
            ? attribute
            : attribute with
            {
                ReferenceEndpoints = [.. types.Select(t => _endpoints[t])],
            };
    }
}
