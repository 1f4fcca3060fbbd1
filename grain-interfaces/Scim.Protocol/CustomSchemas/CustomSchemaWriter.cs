using System.Text.Json;
using Scim.Protocol.Discovery;

namespace Scim.Protocol.CustomSchemas;

/// <summary>Writes a tenant's custom schemas and resource types in the format of the discovery resources.</summary>
public static class CustomSchemaWriter
{
    /// <summary>Writes a ListResponse with the custom schemas of a tenant.</summary>
    /// <param name="customSchemas">The tenant's custom schemas.</param>
    /// <param name="baseUri">The base URI for <c>meta.location</c>. A trailing slash is ignored.</param>
    public static byte[] WriteSchemas(TenantCustomSchemas customSchemas, string baseUri)
    {
        ArgumentNullException.ThrowIfNull(customSchemas);
        return DiscoveryWriter.WriteSchemaList(customSchemas.Schemas, baseUri);
    }

    /// <summary>Writes a custom or extended resource type.</summary>
    internal static void WriteResourceTypeObject(Utf8JsonWriter writer, CustomResourceType type, string root) =>
        DiscoveryWriter.WriteResourceTypeObject(
            writer,
            type.Name,
            type.Endpoint,
            type.Description,
            type.Schema,
            [.. type.Extensions.Select(e => (e.Schema, e.Required))],
            root
        );
}
