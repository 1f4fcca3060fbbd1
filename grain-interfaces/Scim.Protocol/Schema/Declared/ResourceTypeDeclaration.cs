using System.Text.Json.Nodes;
using Scim.Protocol.Errors;

namespace Scim.Protocol.Schema.Declared;

/// <summary>An extension by its URN.</summary>
/// <param name="Schema">The URN.</param>
/// <param name="Required">Whether a resource without the extension is refused.</param>
public sealed record ExtensionDeclaration(string Schema, bool Required);

/// <summary>A resource type as a tenant declares it (RFC 7643 section 6): schemas by their URNs. For users and groups it says which extensions they have besides their own.</summary>
/// <param name="Name">The name.</param>
/// <param name="Endpoint">The path below the SCIM base, with its slash.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Schema">The core schema's URN.</param>
/// <param name="Extensions">The extensions.</param>
public sealed record ResourceTypeDeclaration(string Name, string Endpoint, string Description, string Schema, IReadOnlyList<ExtensionDeclaration> Extensions)
{
    /// <summary>Reads a resource type.</summary>
    /// <exception cref="ScimException">InvalidValue, naming the member.</exception>
    public static ResourceTypeDeclaration Read(JsonObject type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var node = new DeclarationNode(type, "");
        node.Only("schemas", "id", "name", "description", "endpoint", "schema", "schemaExtensions", "meta");
        string name = node.Text("name") ?? node.Required("id");
        if (node.Text("id") is { } id && id != name) throw DeclarationNode.Invalid("id", "must be the same as name, or be left out");
        var extensions = new List<ExtensionDeclaration>();
        foreach (DeclarationNode extension in node.Objects("schemaExtensions"))
        {
            extension.Only("schema", "required");
            extensions.Add(new ExtensionDeclaration(extension.Required("schema"), extension.Flag("required")));
        }

        return new ResourceTypeDeclaration(name, node.Required("endpoint"), node.Text("description") ?? "", node.Required("schema"), extensions);
    }
}
