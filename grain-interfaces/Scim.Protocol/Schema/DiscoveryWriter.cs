using System.Text.Json;

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

    private static void WriteType(Utf8JsonWriter writer, ResourceType type, string root)
    {
        writer.WriteStartObject();
        writer.WriteStrings("schemas", [SchemaUrns.ResourceType]);
        writer.WriteString("id"u8, type.Name);
        writer.WriteString("name"u8, type.Name);
        writer.WriteString("endpoint"u8, type.Endpoint);
        writer.WriteString("description"u8, type.Description);
        writer.WriteString("schema"u8, type.Schema.Id);
        if (type.Extensions.Count > 0)
        {
            writer.WriteStartArray("schemaExtensions"u8);
            foreach (SchemaExtension extension in type.Extensions)
            {
                writer.WriteStartObject();
                writer.WriteString("schema"u8, extension.Schema.Id);
                writer.WriteBoolean("required"u8, extension.Required);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        WriteMeta(writer, "ResourceType", $"{root}/ResourceTypes/{type.Name}");
        writer.WriteEndObject();
    }
}
