using Scim.Protocol.Errors;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Storage.Filters;

/// <summary>Where the attributes of a resource type are kept.</summary>
internal sealed class AttributeColumnMap(ResourceType type)
{
    private readonly string? _nameAttribute = type.Name switch
    {
        "User" => "userName",
        "Group" => "displayName",
        _ => null,
    };
    private readonly string? _relationAttribute = type.Name switch
    {
        "User" => "groups",
        "Group" => "members",
        _ => null,
    };

    /// <summary>
    /// The column of <c>scim_resource</c> that holds exactly what the search document has at the path, or null.
    /// </summary>
    public string? GetColumn(AttributePath path)
    {
        if (ReferenceEquals(path.Schema, CommonAttributes.Schema))
        {
            return (path.Attribute.Name, path.Sub?.Name) switch
            {
                ("id", null) => "id",
                ("externalId", null) => "external_id",
                ("meta", "created") => "created",
                ("meta", "lastModified") => "modified",
                _ => null,
            };
        }

        return
            path.Sub is null
            && ReferenceEquals(path.Schema, type.Schema)
            && path.Attribute.Name == _nameAttribute
            ? "name"
            : null;
    }

    /// <summary>Whether a list in the order of the attribute can be read from an index, part by part.</summary>
    public static bool HasOrder(ResourceType type, AttributePath path) =>
        new AttributeColumnMap(type).GetColumn(path) is "id" or "name" or "modified";

    /// <summary>Whether the attribute is the one that resources of the type are named by.</summary>
    public static bool IsName(ResourceType type, AttributePath path) =>
        new AttributeColumnMap(type).GetColumn(path) is "name";

    /// <summary>Whether every resource of the type has a value there.</summary>
    public static bool IsAlwaysPresent(ResourceType type, AttributePath path) =>
        new AttributeColumnMap(type).GetColumn(path) is "id" or "name" or "created" or "modified";

    /// <summary>
    /// Where the search document holds further values that the attribute equals, or null: the externalIds that are
    /// linked to a group.
    /// </summary>
    public IReadOnlyList<string>? GetLinkedValuesPath(AttributePath path) =>
        type.Name == "Group"
        && path.Sub is null
        && ReferenceEquals(path.Schema, CommonAttributes.Schema)
        && path.Attribute.Name == "externalId"
            ? ["externalIds"]
            : null;

    /// <summary>
    /// Whether the attribute is a user's <c>groups</c> or a group's <c>members</c>: rows rather than part of the
    /// document.
    /// </summary>
    public bool IsRelation(AttributePath path) =>
        ReferenceEquals(path.Schema, type.Schema) && path.Attribute.Name == _relationAttribute;

    /// <summary>The attribute's place in the search document, without the sub-attribute.</summary>
    public IReadOnlyList<string> GetRootPath(AttributePath path) =>
        type.IsExtension(path.Schema)
            ? [path.Schema.Id, path.Attribute.Name]
            : [path.Attribute.Name];

    /// <summary>Refuses attributes whose values are made for each answer and stored nowhere.</summary>
    /// <exception cref="ScimException">InvalidFilter.</exception>
    public void CheckStored(AttributePath path)
    {
        bool computed = IsRelation(path)
            ? path.Sub?.Name == "$ref"
            : ReferenceEquals(path.Schema, CommonAttributes.Schema)
                && path.Attribute.Name == "meta"
                && path.Sub?.Name == "location";
        if (!computed)
            return;
        string instead = IsRelation(path) ? $"{path.Attribute.Name}.value" : "id";
        throw new ScimException(
            ScimErrorKind.InvalidFilter,
            $"{path.Attribute.Name}.{path.Sub!.Name} is an address made for each answer and cannot be searched; use {instead}."
        );
    }
}
