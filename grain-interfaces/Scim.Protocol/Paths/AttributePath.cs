using Scim.Protocol.Schema;

namespace Scim.Protocol.Paths;

/// <summary>
/// A resolved attribute notation (RFC 7644 section 3.10): the schema, the attribute and, if specified, the
/// sub-attribute.
/// </summary>
/// <remarks>
/// Created only by <see cref="PathResolver"/>, so every path in a filter or a projection is known to exist.
/// </remarks>
/// <param name="Schema">The schema that declares the attribute: <see cref="CommonAttributes.Schema"/>, the type's core
/// schema or an extension.</param>
/// <param name="Attribute">The attribute.</param>
/// <param name="Sub">The sub-attribute, or null for the attribute as a whole.</param>
public sealed record AttributePath(SchemaDefinition Schema, AttributeDefinition Attribute, AttributeDefinition? Sub)
{
    /// <summary>
    /// The definition at the end of the path: the sub-attribute if there is one, otherwise the attribute.
    /// </summary>
    public AttributeDefinition Leaf => Sub ?? Attribute;

    /// <summary>
    /// Returns the canonical notation, such as <c>userName</c> or <c>name.givenName</c>. Attributes of schemas other
    /// than the common schema and the core schemas of RFC 7643 are prefixed with their URN.
    /// </summary>
    public override string ToString()
    {
        string name = Sub is null ? Attribute.Name : $"{Attribute.Name}.{Sub.Name}";
        return Schema.Id is "" or SchemaUrns.User or SchemaUrns.Group ? name : $"{Schema.Id}:{name}";
    }
}
