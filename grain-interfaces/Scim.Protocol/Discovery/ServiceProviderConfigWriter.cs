using System.Text.Json;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Discovery;

/// <summary>
/// Writes the service provider configuration (RFC 7643 section 5; <c>pagination</c>: RFC 9865 section 4).
/// </summary>
internal static class ServiceProviderConfigWriter
{
    internal static void WriteConfig(Utf8JsonWriter writer, ServiceProviderFeatures features, string root)
    {
        writer.WriteStartObject();
        writer.WriteStrings("schemas", [SchemaUrns.ServiceProviderConfig]);
        if (features.DocumentationUri is { } documentation)
            writer.WriteString("documentationUri"u8, documentation);
        WriteFeature(writer, "patch", features.Patch);
        WriteFeature(
            writer,
            "bulk",
            features.Bulk,
            ("maxOperations", features.BulkMaxOperations),
            ("maxPayloadSize", features.BulkMaxPayloadSize)
        );
        WriteFeature(writer, "filter", features.Filter, ("maxResults", features.FilterMaxResults));
        WriteFeature(writer, "changePassword", features.ChangePassword);
        WriteFeature(writer, "sort", features.Sort);
        WriteFeature(writer, "etag", features.Etag);
        WriteAuthenticationSchemes(writer);
        if (features.Pagination is { } pagination)
            WritePagination(writer, pagination);
        DiscoveryWriter.WriteMeta(writer, "ServiceProviderConfig", $"{root}/ServiceProviderConfig");
        writer.WriteEndObject();
    }

    private static void WriteFeature(
        Utf8JsonWriter writer,
        string name,
        bool supported,
        params ReadOnlySpan<(string Name, long Value)> limits
    )
    {
        writer.WriteStartObject(name);
        writer.WriteBoolean("supported"u8, supported);
        foreach ((string limit, long value) in limits)
            writer.WriteNumber(limit, value);
        writer.WriteEndObject();
    }

    private static void WriteAuthenticationSchemes(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("authenticationSchemes"u8);
        WriteScheme(
            writer,
            "oauthbearertoken",
            "OAuth bearer token",
            "A bearer token of this tenant in the Authorization header",
            "https://www.rfc-editor.org/info/rfc6750",
            true
        );
        WriteScheme(
            writer,
            "oauth2",
            "OAuth 2.0 client credentials",
            "Access tokens from the tenant's token endpoint, or JSON Web Tokens from an issuer that the tenant trusts",
            "https://www.rfc-editor.org/info/rfc6749",
            false
        );
        writer.WriteEndArray();
    }

    private static void WriteScheme(
        Utf8JsonWriter writer,
        string type,
        string name,
        string description,
        string specification,
        bool primary
    )
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, type);
        writer.WriteString("name"u8, name);
        writer.WriteString("description"u8, description);
        writer.WriteString("specUri"u8, specification);
        if (primary)
            writer.WriteBoolean("primary"u8, true);
        writer.WriteEndObject();
    }

    private static void WritePagination(Utf8JsonWriter writer, PaginationFeatures pagination)
    {
        writer.WriteStartObject("pagination"u8);
        writer.WriteBoolean("cursor"u8, pagination.Cursor);
        writer.WriteBoolean("index"u8, pagination.Index);
        if (pagination.DefaultPaginationMethod is { } method)
            writer.WriteString("defaultPaginationMethod"u8, method);
        if (pagination.DefaultPageSize is { } size)
            writer.WriteNumber("defaultPageSize"u8, size);
        if (pagination.MaxPageSize is { } maximum)
            writer.WriteNumber("maxPageSize"u8, maximum);
        if (pagination.CursorTimeout is { } seconds)
            writer.WriteNumber("cursorTimeout"u8, seconds);
        writer.WriteEndObject();
    }
}
