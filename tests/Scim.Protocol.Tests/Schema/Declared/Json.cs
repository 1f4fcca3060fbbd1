using System.Text.Json.Nodes;
using Scim.Protocol.Schema;
using Scim.Protocol.Schema.Declared;

namespace Scim.Protocol.Tests.Schema.Declared;

/// <summary>Declarations from short JSON.</summary>
internal static class Json
{
    public const string X = "urn:example:x:2.0:X";

    /// <summary>A schema with these attributes.</summary>
    public static SchemaDefinition Schema(string attributes, string urn = X) =>
        SchemaReader.Read(JsonNode.Parse($$"""{"id":"{{urn}}","attributes":[{{attributes}}]}""")!.AsObject());

    /// <summary>A tenant whose users have the extension.</summary>
    public static TenantDeclarations Users(string attributes, bool required = false) => TenantDeclarations.None
        .Add(Schema(attributes), DeclarationLimits.Default)
        .Replace("User", Type("User", "/Users", SchemaUrns.User, (X, required)), DeclarationLimits.Default);

    /// <summary>A resource type.</summary>
    public static ResourceTypeDeclaration Type(string name, string endpoint, string schema, params (string Urn, bool Required)[] extensions) =>
        new(name, endpoint, "", schema, [.. extensions.Select(e => new ExtensionDeclaration(e.Urn, e.Required))]);
}
