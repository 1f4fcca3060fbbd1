using System.Text.Json;
using Scim.Protocol.Schema.Declared;

namespace Scim.Protocol.Schema;

/// <summary>
/// Writes the discovery resources (RFC 7644 section 4) as UTF-8 JSON without nulls. <c>meta.location</c> is the given base address plus the
/// resource's path; a slash at the end of the base does not matter.
/// </summary>
public static class DiscoveryWriter
{
    /// <summary><c>/Schemas</c>: a ListResponse of every schema the tenant has.</summary>
    public static byte[] Schemas(TenantSchemas s, string baseUri)
    {
        ArgumentNullException.ThrowIfNull(s);
        string root = Root(baseUri);
        return List(s.Schemas, (writer, schema) => SchemaJson.Write(writer, schema, root));
    }

    /// <summary>A ListResponse of the schemas that a tenant declared.</summary>
    public static byte[] Schemas(TenantDeclarations declared, string baseUri)
    {
        ArgumentNullException.ThrowIfNull(declared);
        string root = Root(baseUri);
        return List(declared.Schemas, (writer, schema) => SchemaJson.Write(writer, schema, root));
    }

    /// <summary><c>/Schemas/{urn}</c>, or null when the tenant has no such schema.</summary>
    public static byte[]? Schema(TenantSchemas s, string urn, string baseUri)
    {
        ArgumentNullException.ThrowIfNull(s);
        string root = Root(baseUri);
        return s.SchemaByUrn(urn) is { } schema ? JsonBytes.Write(schema, (writer, found) => SchemaJson.Write(writer, found, root)) : null;
    }

    /// <summary><c>/ResourceTypes</c>: a ListResponse of every resource type the tenant has.</summary>
    public static byte[] ResourceTypes(TenantSchemas s, string baseUri)
    {
        ArgumentNullException.ThrowIfNull(s);
        string root = Root(baseUri);
        return List(s.ResourceTypes, (writer, type) => WriteType(writer, type, root));
    }

    /// <summary><c>/ResourceTypes/{name}</c>, or null when the tenant has no such resource type.</summary>
    public static byte[]? ResourceType(TenantSchemas s, string name, string baseUri)
    {
        ArgumentNullException.ThrowIfNull(s);
        string root = Root(baseUri);
        return s.ByName(name) is { } type ? JsonBytes.Write(type, (writer, found) => WriteType(writer, found, root)) : null;
    }

    /// <summary><c>/ServiceProviderConfig</c>.</summary>
    public static byte[] ServiceProviderConfig(ServiceProviderFeatures f, string baseUri)
    {
        ArgumentNullException.ThrowIfNull(f);
        string root = Root(baseUri);
        return JsonBytes.Write(f, (writer, features) => ServiceProviderConfigJson.Write(writer, features, root));
    }

    /// <summary><c>meta</c> of a discovery resource, which has no history.</summary>
    internal static void WriteMeta(Utf8JsonWriter writer, string resourceType, string location)
    {
        writer.WriteStartObject("meta"u8);
        writer.WriteString("resourceType"u8, resourceType);
        writer.WriteString("location"u8, location);
        writer.WriteEndObject();
    }

    private static string Root(string baseUri)
    {
        ArgumentNullException.ThrowIfNull(baseUri);
        return baseUri.TrimEnd('/');
    }

    private static byte[] List<T>(IReadOnlyList<T> resources, Action<Utf8JsonWriter, T> resource) => JsonBytes.Write(resources, (writer, all) =>
    {
        writer.WriteStartObject();
        writer.WriteStrings("schemas", [SchemaUrns.ListResponse]);
        writer.WriteNumber("totalResults"u8, all.Count);
        writer.WriteNumber("itemsPerPage"u8, all.Count);
        writer.WriteNumber("startIndex"u8, 1);
        writer.WriteStartArray("Resources"u8);
        foreach (T one in all) resource(writer, one);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    /// <summary>A resource type as a tenant declared it.</summary>
    internal static void WriteType(Utf8JsonWriter writer, ResourceTypeDeclaration type, string root) => WriteType(
        writer, type.Name, type.Endpoint, type.Description, type.Schema, [.. type.Extensions.Select(e => (e.Schema, e.Required))], root);

    private static void WriteType(Utf8JsonWriter writer, ResourceType type, string root) => WriteType(
        writer, type.Name, type.Endpoint, type.Description, type.Schema.Id, [.. type.Extensions.Select(e => (e.Schema.Id, e.Required))], root);

    private static void WriteType(
        Utf8JsonWriter writer, string name, string endpoint, string description, string schema, (string Schema, bool Required)[] extensions, string root)
    {
        writer.WriteStartObject();
        writer.WriteStrings("schemas", [SchemaUrns.ResourceType]);
        writer.WriteString("id"u8, name);
        writer.WriteString("name"u8, name);
        writer.WriteString("endpoint"u8, endpoint);
        writer.WriteString("description"u8, description);
        writer.WriteString("schema"u8, schema);
        if (extensions.Length > 0)
        {
            writer.WriteStartArray("schemaExtensions"u8);
            foreach ((string urn, bool required) in extensions)
            {
                writer.WriteStartObject();
                writer.WriteString("schema"u8, urn);
                writer.WriteBoolean("required"u8, required);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        WriteMeta(writer, "ResourceType", $"{root}/ResourceTypes/{name}");
        writer.WriteEndObject();
    }
}
