using Scim.Protocol.Schema;

namespace Scim.Protocol.Paths;

/// <summary>
/// A resolved attribute notation (RFC 7644 section 3.10): the schema it lives in, the attribute and, where named, its
/// sub-attribute. Made by <see cref="PathResolver"/> only, so every path in a filter or a projection is known to exist.
/// </summary>
/// <param name="Schema">The schema that declares the attribute: <see cref="CommonAttributes.Schema"/>, the type's core
/// schema or an extension.</param>
/// <param name="Attribute">The attribute.</param>
/// <param name="Sub">The sub-attribute, or null for the attribute as a whole.</param>
public sealed record AttributePath(
    SchemaDefinition Schema,
    AttributeDefinition Attribute,
    AttributeDefinition? Sub
)
{
    /// <summary>
    /// The definition at the end of the path: the sub-attribute where there is one, else the attribute.
    /// </summary>
    public AttributeDefinition Leaf => Sub ?? Attribute;

    /// <summary>
    /// The canonical notation: <c>userName</c>, <c>name.givenName</c>. An attribute of another schema than the common
    /// one and the core schemas of RFC 7643 has its URN in front.
    /// </summary>
    public override string ToString()
    {
        string name = Sub is null ? Attribute.Name : $"{Attribute.Name}.{Sub.Name}";
        return Schema.Id is "" or SchemaUrns.User or SchemaUrns.Group
            ? name
            : $"{Schema.Id}:{name}";
    }
}
