using System.Text.Json;
using Scim.Protocol.CustomSchemas;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Discovery;

/// <summary>
/// Writes the discovery resources (RFC 7644 section 4) as UTF-8 JSON without nulls. <c>meta.location</c> is the given
/// base address plus the resource's path; a slash at the end of the base does not matter.
/// </summary>
public static class DiscoveryWriter
{
    /// <summary><c>/Schemas</c>: a ListResponse of every schema the tenant has.</summary>
    public static byte[] WriteSchemas(TenantSchemas s, string baseUri)
    {
        ArgumentNullException.ThrowIfNull(s);
        string root = TrimBaseUri(baseUri);
        return WriteList(
            s.Schemas,
            (writer, schema) => SchemaWriter.WriteSchema(writer, schema, root)
        );
    }

    /// <summary>A ListResponse of the schemas that a tenant declared.</summary>
    public static byte[] WriteSchemas(TenantCustomSchemas declared, string baseUri)
    {
        ArgumentNullException.ThrowIfNull(declared);
        string root = TrimBaseUri(baseUri);
        return WriteList(
            declared.Schemas,
            (writer, schema) => SchemaWriter.WriteSchema(writer, schema, root)
        );
    }

    /// <summary><c>/Schemas/{urn}</c>, or null when the tenant has no such schema.</summary>
    public static byte[]? WriteSchema(TenantSchemas s, string urn, string baseUri)
    {
        ArgumentNullException.ThrowIfNull(s);
        string root = TrimBaseUri(baseUri);
        return s.FindSchema(urn) is { } schema
            ? JsonDocumentWriter.WriteDocument(
                schema,
                (writer, found) => SchemaWriter.WriteSchema(writer, found, root)
            )
            : null;
    }

    /// <summary><c>/ResourceTypes</c>: a ListResponse of every resource type the tenant has.</summary>
    public static byte[] WriteResourceTypes(TenantSchemas s, string baseUri)
    {
        ArgumentNullException.ThrowIfNull(s);
        string root = TrimBaseUri(baseUri);
        return WriteList(
            s.ResourceTypes,
            (writer, type) => WriteResourceTypeObject(writer, type, root)
        );
    }

    /// <summary><c>/ResourceTypes/{name}</c>, or null when the tenant has no such resource type.</summary>
    public static byte[]? WriteResourceType(TenantSchemas s, string name, string baseUri)
    {
        ArgumentNullException.ThrowIfNull(s);
        string root = TrimBaseUri(baseUri);
        return s.FindByName(name) is { } type
            ? JsonDocumentWriter.WriteDocument(
                type,
                (writer, found) => WriteResourceTypeObject(writer, found, root)
            )
            : null;
    }

    /// <summary><c>/ServiceProviderConfig</c>.</summary>
    public static byte[] WriteServiceProviderConfig(ServiceProviderFeatures f, string baseUri)
    {
        ArgumentNullException.ThrowIfNull(f);
        string root = TrimBaseUri(baseUri);
        return JsonDocumentWriter.WriteDocument(
            f,
            (writer, features) => ServiceProviderConfigWriter.WriteConfig(writer, features, root)
        );
    }

    /// <summary><c>meta</c> of a discovery resource, which has no history.</summary>
    internal static void WriteMeta(Utf8JsonWriter writer, string resourceType, string location)
    {
        writer.WriteStartObject("meta"u8);
        writer.WriteString("resourceType"u8, resourceType);
        writer.WriteString("location"u8, location);
        writer.WriteEndObject();
    }

    private static string TrimBaseUri(string baseUri)
    {
        ArgumentNullException.ThrowIfNull(baseUri);
        return baseUri.TrimEnd('/');
    }

    private static byte[] WriteList<T>(
        IReadOnlyList<T> resources,
        Action<Utf8JsonWriter, T> resource
    ) =>
        JsonDocumentWriter.WriteDocument(
            resources,
            (writer, all) =>
            {
                writer.WriteStartObject();
                writer.WriteStrings("schemas", [SchemaUrns.ListResponse]);
                writer.WriteNumber("totalResults"u8, all.Count);
                writer.WriteNumber("itemsPerPage"u8, all.Count);
                writer.WriteNumber("startIndex"u8, 1);
                writer.WriteStartArray("Resources"u8);
                foreach (T one in all)
                    resource(writer, one);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
        );

    /// <summary>A resource type as a tenant declared it.</summary>
    internal static void WriteResourceTypeObject(
        Utf8JsonWriter writer,
        CustomResourceType type,
        string root
    ) =>
        WriteResourceTypeObject(
            writer,
            type.Name,
            type.Endpoint,
            type.Description,
            type.Schema,
            [.. type.Extensions.Select(e => (e.Schema, e.Required))],
            root
        );

    private static void WriteResourceTypeObject(
        Utf8JsonWriter writer,
        ResourceType type,
        string root
    ) =>
        WriteResourceTypeObject(
            writer,
            type.Name,
            type.Endpoint,
            type.Description,
            type.Schema.Id,
            [.. type.Extensions.Select(e => (e.Schema.Id, e.Required))],
            root
        );

    private static void WriteResourceTypeObject(
        Utf8JsonWriter writer,
        string name,
        string endpoint,
        string description,
        string schema,
        (string Schema, bool Required)[] extensions,
        string root
    )
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
