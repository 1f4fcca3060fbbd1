using Scim.Protocol.Schema;

namespace Scim.Protocol.CustomSchemas;

/// <summary>
/// Finds out at which endpoints the resources are that declared references may refer to, once for a version of the
/// declarations.
/// </summary>
internal sealed class ReferenceEndpointResolver
{
    private readonly Dictionary<string, string> _endpoints;

    public ReferenceEndpointResolver(TenantCustomSchemas declared)
    {
        _endpoints = declared.ResourceTypes.ToDictionary(
            t => t.Name,
            t => t.Endpoint.TrimStart('/'),
            StringComparer.OrdinalIgnoreCase
        );
        foreach (ResourceType type in TenantSchemas.Default.ResourceTypes)
            _endpoints[type.Name] = type.Endpoint.TrimStart('/');
    }

    /// <summary>The schema with <see cref="AttributeDefinition.ReferenceEndpoints"/> filled in.</summary>
    public SchemaDefinition ResolveEndpoints(SchemaDefinition schema) =>
        schema with
        {
            Attributes = [.. schema.Attributes.Select(ResolveEndpoints)],
        };

    private AttributeDefinition ResolveEndpoints(AttributeDefinition attribute)
    {
        if (attribute.SubAttributes.Count > 0)
            attribute = attribute with
            {
                SubAttributes = [.. attribute.SubAttributes.Select(ResolveEndpoints)],
            };
        string[] types = [.. attribute.ReferenceTypes.Where(t => t is not ("external" or "uri"))];

        // A type that is not declared yet could be anywhere.
        return types.Length == 0 || !types.All(_endpoints.ContainsKey)
            ? attribute
            : attribute with
            {
                ReferenceEndpoints = [.. types.Select(t => _endpoints[t])],
            };
    }
}
