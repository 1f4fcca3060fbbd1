using System.Text.Json.Nodes;
using Scim.Protocol.CustomSchemas;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Tests.CustomSchemas;

/// <summary>Creates schemas and resource types from short JSON.</summary>
internal static class SchemaSamples
{
    public const string ExtensionUrn = "urn:example:x:2.0:X";

    /// <summary>Creates a schema with these attributes.</summary>
    public static SchemaDefinition ParseSchema(string attributes, string urn = ExtensionUrn) =>
        SchemaReader.ReadSchema(JsonNode.Parse($$"""{"id":"{{urn}}","attributes":[{{attributes}}]}""")!.AsObject());

    /// <summary>Creates the schemas of a tenant whose users have an extension with these attributes.</summary>
    public static TenantCustomSchemas ExtendUsers(string attributes, bool required = false) =>
        TenantCustomSchemas
            .None.AddSchema(ParseSchema(attributes), CustomSchemaLimits.Default)
            .ReplaceResourceType(
                "User",
                ParseResourceType("User", "/Users", SchemaUrns.User, (ExtensionUrn, required)),
                CustomSchemaLimits.Default
            );

    /// <summary>Creates a resource type.</summary>
    public static CustomResourceType ParseResourceType(
        string name,
        string endpoint,
        string schema,
        params (string Urn, bool Required)[] extensions
    ) => new(name, endpoint, "", schema, [.. extensions.Select(e => new CustomSchemaExtension(e.Urn, e.Required))]);
}
