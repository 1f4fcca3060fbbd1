using Scim.Protocol.Errors;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Storage.Filters;

/// <summary>Maps the attributes of a resource type to columns, relations and paths in the search document.</summary>
internal sealed class AttributeColumnMap(ResourceType type)
{
    /// <summary>The member of a group's search document that holds its linked externalIds.</summary>
    public const string LinkedExternalIds = "externalIds";

    private readonly string? _nameAttribute = type.Name switch
    {
        ResourceTypeNames.User => "userName",
        ResourceTypeNames.Group => "displayName",
        _ => null,
    };
    private readonly string? _relationAttribute = type.Name switch
    {
        ResourceTypeNames.User => "groups",
        ResourceTypeNames.Group => "members",
        _ => null,
    };

    /// <summary>
    /// Returns the column of <c>scim_resource</c> that holds the same value as the search document at the path, or
    /// null.
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

        if (path.Sub is not null || !ReferenceEquals(path.Schema, type.Schema))
            return null;
        return path.Attribute.Name == _nameAttribute ? "name"
            : type.Name == ResourceTypeNames.User && path.Attribute.Name == "active" ? "active"
            : null;
    }

    /// <summary>
    /// Returns whether the path is <c>meta</c> or one of its sub-attributes, whose values are columns of
    /// <c>scim_resource</c>.
    /// </summary>
    public static bool IsMeta(AttributePath path) =>
        ReferenceEquals(path.Schema, CommonAttributes.Schema) && path.Attribute.Name == "meta";

    /// <summary>Returns whether an index can provide the order of the attribute page by page.</summary>
    public static bool HasOrder(ResourceType type, AttributePath path) =>
        new AttributeColumnMap(type).GetColumn(path) is "id" or "name" or "modified";

    /// <summary>
    /// Returns whether the attribute is the name of the type: userName of a user, displayName of a group.
    /// </summary>
    public static bool IsName(ResourceType type, AttributePath path) =>
        new AttributeColumnMap(type).GetColumn(path) is "name";

    /// <summary>Returns whether the attribute is <c>meta.lastModified</c>, whose order is that of the change log.
    /// </summary>
    public static bool IsModified(ResourceType type, AttributePath path) =>
        new AttributeColumnMap(type).GetColumn(path) is "modified";

    /// <summary>Returns whether every resource of the type has a value of the attribute.</summary>
    public static bool IsAlwaysPresent(ResourceType type, AttributePath path) =>
        new AttributeColumnMap(type).GetColumn(path) is "id" or "name" or "active" or "created" or "modified";

    /// <summary>
    /// Returns the path of further values in the search document that the attribute equals, or null. These are the
    /// externalIds that are linked to a group.
    /// </summary>
    public IReadOnlyList<string>? GetLinkedValuesPath(AttributePath path) =>
        type.Name == ResourceTypeNames.Group
        && path.Sub is null
        && ReferenceEquals(path.Schema, CommonAttributes.Schema)
        && path.Attribute.Name == "externalId"
            ? [LinkedExternalIds]
            : null;

    /// <summary>
    /// Returns whether the attribute is a user's <c>groups</c> or a group's <c>members</c>, which are stored as rows
    /// and not in the document.
    /// </summary>
    public bool IsRelation(AttributePath path) =>
        ReferenceEquals(path.Schema, type.Schema) && path.Attribute.Name == _relationAttribute;

    /// <summary>Returns the path of the attribute in the search document, without the sub-attribute.</summary>
    public IReadOnlyList<string> GetRootPath(AttributePath path) =>
        type.IsExtension(path.Schema) ? [path.Schema.Id, path.Attribute.Name] : [path.Attribute.Name];

    /// <summary>Rejects attributes that are computed for each response and not stored.</summary>
    /// <exception cref="ScimException">InvalidFilter: the attribute is not stored.</exception>
    public void CheckStored(AttributePath path)
    {
        bool computed = IsRelation(path)
            ? path.Sub?.Name == "$ref"
            : ReferenceEquals(path.Schema, CommonAttributes.Schema)
                && path.Attribute.Name == "meta"
                && path.Sub?.Name == "location";
        if (!computed)
            return;
        string alternative = IsRelation(path) ? $"{path.Attribute.Name}.value" : "id";
        throw new ScimException(
            ScimErrorKind.InvalidFilter,
            $"{path.Attribute.Name}.{path.Sub!.Name} is computed for each response and cannot be used in a filter. Use "
                + $"{alternative} instead."
        );
    }
}
