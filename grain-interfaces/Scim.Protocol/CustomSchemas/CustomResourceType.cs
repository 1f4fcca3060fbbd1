using System.Text.Json.Nodes;
using Scim.Protocol.Errors;

namespace Scim.Protocol.CustomSchemas;

/// <summary>An extension of a custom or extended resource type, by URN.</summary>
/// <param name="Schema">The URN of the extension's schema.</param>
/// <param name="Required">Whether a resource without the extension is rejected.</param>
public sealed record CustomSchemaExtension(string Schema, bool Required);

/// <summary>
/// A resource type as a tenant registers it (RFC 7643 section 6), with schemas given by URN. For users and groups it
/// holds the extensions that the tenant adds to the built-in ones.
/// </summary>
/// <param name="Name">The name.</param>
/// <param name="Endpoint">The path below the SCIM base URI, with a leading slash.</param>
/// <param name="Description">The description.</param>
/// <param name="Schema">The URN of the core schema.</param>
/// <param name="Extensions">The extensions.</param>
public sealed record CustomResourceType(
    string Name,
    string Endpoint,
    string Description,
    string Schema,
    IReadOnlyList<CustomSchemaExtension> Extensions
)
{
    /// <summary>Reads a resource type.</summary>
    /// <exception cref="ScimException">InvalidValue: a member is invalid; the detail names it.</exception>
    public static CustomResourceType FromJson(JsonObject type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var node = new SchemaObjectReader(type, "");
        node.CheckMemberNames("schemas", "id", "name", "description", "endpoint", "schema", "schemaExtensions", "meta");
        string name = node.ReadText("name") ?? node.ReadRequiredText("id");
        if (node.ReadText("id") is { } id && id != name)
            throw SchemaObjectReader.CreateInvalidValueError("id", "must equal 'name' or be omitted");
        var extensions = new List<CustomSchemaExtension>();
        foreach (SchemaObjectReader extension in node.ReadObjects("schemaExtensions"))
        {
            extension.CheckMemberNames("schema", "required");
            extensions.Add(
                new CustomSchemaExtension(extension.ReadRequiredText("schema"), extension.ReadBoolean("required"))
            );
        }

        return new CustomResourceType(
            name,
            node.ReadRequiredText("endpoint"),
            node.ReadText("description") ?? "",
            node.ReadRequiredText("schema"),
            extensions
        );
    }
}
