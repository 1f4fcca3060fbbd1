using System.Text.Json;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Discovery;

/// <summary>
/// Writes the discovery resources (RFC 7644 section 4) as UTF-8 JSON without nulls.
/// </summary>
/// <remarks>
/// <c>meta.location</c> is the base URI plus the resource's path. A trailing slash of the base URI is ignored.
/// </remarks>
public static class DiscoveryWriter
{
    /// <summary>Writes <c>/Schemas</c>: a ListResponse with every schema of the tenant.</summary>
    public static byte[] WriteSchemas(TenantSchemas schemas, string baseUri)
    {
        ArgumentNullException.ThrowIfNull(schemas);
        return WriteSchemaList(schemas.Schemas, baseUri);
    }

    /// <summary>Writes a ListResponse with the given schemas.</summary>
    internal static byte[] WriteSchemaList(IReadOnlyList<SchemaDefinition> schemas, string baseUri)
    {
        string root = TrimBaseUri(baseUri);
        return WriteList(schemas, (writer, schema) => SchemaWriter.WriteSchema(writer, schema, root));
    }

    /// <summary>Writes <c>/Schemas/{urn}</c>. Returns null if the tenant does not have the schema.</summary>
    public static byte[]? WriteSchema(TenantSchemas schemas, string urn, string baseUri)
    {
        ArgumentNullException.ThrowIfNull(schemas);
        string root = TrimBaseUri(baseUri);
        return schemas.FindSchema(urn) is { } schema
            ? JsonDocumentWriter.WriteDocument(schema, (writer, found) => SchemaWriter.WriteSchema(writer, found, root))
            : null;
    }

    /// <summary>Writes <c>/ResourceTypes</c>: a ListResponse with every resource type of the tenant.</summary>
    public static byte[] WriteResourceTypes(TenantSchemas schemas, string baseUri)
    {
        ArgumentNullException.ThrowIfNull(schemas);
        string root = TrimBaseUri(baseUri);
        return WriteList(schemas.ResourceTypes, (writer, type) => WriteResourceTypeObject(writer, type, root));
    }

    /// <summary>
    /// Writes <c>/ResourceTypes/{name}</c>. Returns null if the tenant does not have the resource type.
    /// </summary>
    public static byte[]? WriteResourceType(TenantSchemas schemas, string name, string baseUri)
    {
        ArgumentNullException.ThrowIfNull(schemas);
        string root = TrimBaseUri(baseUri);
        return schemas.FindByName(name) is { } type
            ? JsonDocumentWriter.WriteDocument(type, (writer, found) => WriteResourceTypeObject(writer, found, root))
            : null;
    }

    /// <summary>
    /// Writes the links to the endpoints of the base URI, by the names of their first path segments.
    /// </summary>
    public static byte[] WriteEndpointLinks(TenantSchemas schemas, string baseUri)
    {
        ArgumentNullException.ThrowIfNull(schemas);
        string root = TrimBaseUri(baseUri);
        string[] endpoints =
        [
            "/ServiceProviderConfig",
            "/ResourceTypes",
            "/Schemas",
            .. schemas.ResourceTypes.Select(type => type.Endpoint),
            "/Me",
            "/Bulk",
            "/.search",
        ];
        return JsonDocumentWriter.WriteDocument(
            endpoints,
            (writer, all) =>
            {
                writer.WriteStartObject();
                writer.WriteStartObject("links"u8);
                foreach (string endpoint in all)
                    writer.WriteString(endpoint[1..], root + endpoint);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }
        );
    }

    /// <summary>Writes <c>/ServiceProviderConfig</c>.</summary>
    public static byte[] WriteServiceProviderConfig(ServiceProviderFeatures features, string baseUri)
    {
        ArgumentNullException.ThrowIfNull(features);
        string root = TrimBaseUri(baseUri);
        return JsonDocumentWriter.WriteDocument(
            features,
            (writer, value) => ServiceProviderConfigWriter.WriteConfig(writer, value, root)
        );
    }

    /// <summary>Writes <c>meta</c> of a discovery resource, which has no timestamps or version.</summary>
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

    private static byte[] WriteList<T>(IReadOnlyList<T> resources, Action<Utf8JsonWriter, T> writeResource) =>
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
                foreach (T resource in all)
                    writeResource(writer, resource);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
        );

    private static void WriteResourceTypeObject(Utf8JsonWriter writer, ResourceType type, string root) =>
        WriteResourceTypeObject(
            writer,
            type.Name,
            type.Endpoint,
            type.Description,
            type.Schema.Id,
            [.. type.Extensions.Select(e => (e.Schema.Id, e.Required))],
            root
        );

    /// <summary>Writes a resource type. Extensions are pairs of a URN and whether the extension is required.</summary>
    internal static void WriteResourceTypeObject(
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
