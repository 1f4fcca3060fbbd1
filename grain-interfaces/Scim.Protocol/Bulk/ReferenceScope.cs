using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Bulk;

/// <summary>
/// The place of a node in the body of an operation: the resource itself, one of its extensions or an attribute. Tells
/// whether a text at that place can refer to a resource. Immutable.
/// </summary>
internal sealed class ReferenceScope
{
    private const string Reference = "$ref";

    private readonly ResourceType _type;
    private readonly string _prefix;
    private readonly AttributePath? _attribute;
    private readonly bool _isUnknown;

    private ReferenceScope(ResourceType type, string prefix = "", AttributePath? attribute = null, bool unknown = false)
    {
        (_type, _prefix, _attribute, _isUnknown) = (type, prefix, attribute, unknown);
    }

    /// <summary>
    /// Whether a text can refer to a resource: as the value of a reference, or as the id of a complex value that has
    /// <c>$ref</c>. Attributes that no schema defines are ignored later, and may contain references.
    /// </summary>
    public bool CanRefer =>
        _attribute is { } path
            ? path.Leaf.Type == AttributeType.Reference
                && !path.Leaf.ReferenceTypes.All(type => type is "external" or "uri")
                || (path.Sub is null or { Name: "value" } && path.Attribute.FindSubAttribute(Reference) is not null)
            : _isUnknown;

    /// <summary>Creates the scope of a whole resource.</summary>
    public static ReferenceScope ForResource(ResourceType type) => new(type);

    /// <summary>Returns the scope of a member of an object in this scope.</summary>
    public ReferenceScope EnterMember(string name)
    {
        if (_attribute is { Sub: null } path && path.Attribute.FindSubAttribute(name) is { } sub)
            return new ReferenceScope(_type, attribute: new AttributePath(path.Schema, path.Attribute, sub));
        return _attribute is not null || _isUnknown ? CreateUnknown() : ResolveName(name);
    }

    /// <summary>Returns the scope of the value of a PATCH operation with a path.</summary>
    public ReferenceScope EnterPath(string path)
    {
        int start = path.IndexOf('[', StringComparison.Ordinal),
            end = path.LastIndexOf(']');
        return ResolveName(start >= 0 && end > start ? path.Remove(start, end - start + 1) : path);
    }

    /// <summary>Returns the scope of the filter in a path: that of the values it selects.</summary>
    public ReferenceScope EnterFilter(string path) =>
        ResolveName(path.IndexOf('[', StringComparison.Ordinal) is >= 0 and var start ? path[..start] : path);

    private ReferenceScope ResolveName(string name)
    {
        if (PathResolver.TryResolveExtension(_type, name, out SchemaDefinition? schema))
            return new ReferenceScope(_type, ReferenceEquals(schema, _type.Schema) ? "" : $"{schema.Id}:");
        return PathResolver.TryResolve(_type, _prefix + name, out AttributePath? path, out _)
            ? new ReferenceScope(_type, attribute: path)
            : CreateUnknown();
    }

    private ReferenceScope CreateUnknown() => _isUnknown ? this : new ReferenceScope(_type, unknown: true);
}
