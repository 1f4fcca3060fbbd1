using System.Text.Json.Nodes;
using Scim.Protocol.Errors;

namespace Scim.Protocol.CustomSchemas;

/// <summary>An extension by its URN.</summary>
/// <param name="Schema">The URN.</param>
/// <param name="Required">Whether a resource without the extension is refused.</param>
public sealed record CustomSchemaExtension(string Schema, bool Required);

/// <summary>
/// A resource type as a tenant declares it (RFC 7643 section 6): schemas by their URNs. For users and groups it says
/// which extensions they have besides their own.
/// </summary>
/// <param name="Name">The name.</param>
/// <param name="Endpoint">The path below the SCIM base, with its slash.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Schema">The core schema's URN.</param>
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
    /// <exception cref="ScimException">InvalidValue, naming the member.</exception>
    public static CustomResourceType FromJson(JsonObject type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var node = new SchemaObjectReader(type, "");
        node.CheckMemberNames(
            "schemas",
            "id",
            "name",
            "description",
            "endpoint",
            "schema",
            "schemaExtensions",
            "meta"
        );
        string name = node.ReadText("name") ?? node.ReadRequiredText("id");
        if (node.ReadText("id") is { } id && id != name)
            throw SchemaObjectReader.CreateInvalidValueError(
                "id",
                "must be the same as name, or be left out"
            );
        var extensions = new List<CustomSchemaExtension>();
        foreach (SchemaObjectReader extension in node.ReadObjects("schemaExtensions"))
        {
            extension.CheckMemberNames("schema", "required");
            extensions.Add(
                new CustomSchemaExtension(
                    extension.ReadRequiredText("schema"),
                    extension.ReadBoolean("required")
                )
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
