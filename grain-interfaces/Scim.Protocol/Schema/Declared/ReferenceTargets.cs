namespace Scim.Protocol.Schema.Declared;

/// <summary>Finds out at which endpoints the resources are that declared references may refer to, once for a version of the declarations.</summary>
internal sealed class ReferenceTargets
{
    private readonly Dictionary<string, string> _endpoints;

    public ReferenceTargets(TenantDeclarations declared)
    {
        _endpoints = declared.Types.ToDictionary(t => t.Name, t => t.Endpoint.TrimStart('/'), StringComparer.OrdinalIgnoreCase);
        foreach (ResourceType type in TenantSchemas.Default.ResourceTypes) _endpoints[type.Name] = type.Endpoint.TrimStart('/');
    }

    /// <summary>The schema with <see cref="AttributeDefinition.ReferenceEndpoints"/> filled in.</summary>
    public SchemaDefinition Resolve(SchemaDefinition schema) => schema with { Attributes = [.. schema.Attributes.Select(Resolve)] };

    private AttributeDefinition Resolve(AttributeDefinition attribute)
    {
        if (attribute.SubAttributes.Count > 0) attribute = attribute with { SubAttributes = [.. attribute.SubAttributes.Select(Resolve)] };
        string[] types = [.. attribute.ReferenceTypes.Where(t => t is not ("external" or "uri"))];

        // A type that is not declared yet could be anywhere.
        return types.Length == 0 || !types.All(_endpoints.ContainsKey) ? attribute : attribute with { ReferenceEndpoints = [.. types.Select(t => _endpoints[t])] };
    }
}
