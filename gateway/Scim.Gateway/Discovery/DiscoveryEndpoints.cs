using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;
using Scim.Gateway.Resources;
using Scim.Gateway.Routing;
using Scim.Protocol.Discovery;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Gateway.Discovery;

/// <summary>
/// What the tenant's service can do (RFC 7644 section 4): filters are refused, paging and sorting parameters ignored,
/// as the RFC says.
/// </summary>
internal static class DiscoveryEndpoints
{
    private static ScimError FilterNotSupported { get; } =
        new(
            ScimErrorKind.Forbidden,
            "Discovery endpoints cannot be filtered (RFC 7644 section 4). Leave the filter parameter out."
        );

    private static ScimError DefinitionNotFound { get; } =
        new(
            ScimErrorKind.NotFound,
            "There is no such schema or resource type. The list has the names there are."
        );

    /// <summary><c>/ServiceProviderConfig</c>.</summary>
    public static Task<ApiResponse> ReadServiceProviderConfigAsync(ScimRequest request)
    {
        var features = new ServiceProviderFeatures
        {
            ChangePassword = true,
            FilterMaxResults = request.Options.Directory.MaxPageSize,
            Bulk = true,
            BulkMaxOperations = request.Options.Bulk.MaxOperations,
            BulkMaxPayloadSize = request.Options.Bulk.MaxPayloadSize,
            Pagination = new PaginationFeatures
            {
                Cursor = true,
                DefaultPageSize = Math.Min(
                    request.Options.Directory.DefaultPageSize,
                    request.Options.Directory.MaxPageSize
                ),
                MaxPageSize = request.Options.Directory.MaxPageSize,
                CursorTimeout = (int)request.Options.Directory.CursorTimeout.TotalSeconds,
            },
        };
        return CreateResponseAsync(
            request,
            DiscoveryWriter.WriteServiceProviderConfig(features, request.Origin.BaseUri)
        );
    }

    /// <summary><c>/Schemas</c>.</summary>
    public static Task<ApiResponse> ListSchemasAsync(ScimRequest request) =>
        CreateResponseAsync(
            request,
            DiscoveryWriter.WriteSchemas(request.Schemas, request.Origin.BaseUri)
        );

    /// <summary><c>/Schemas/{urn}</c>.</summary>
    public static Task<ApiResponse> ReadSchemaAsync(ScimRequest request) =>
        CreateResponseAsync(
            request,
            DiscoveryWriter.WriteSchema(
                request.Schemas,
                request.GetRouteValue("urn") ?? "",
                request.Origin.BaseUri
            )
        );

    /// <summary><c>/ResourceTypes</c>.</summary>
    public static Task<ApiResponse> ListResourceTypesAsync(ScimRequest request) =>
        CreateResponseAsync(
            request,
            DiscoveryWriter.WriteResourceTypes(request.Schemas, request.Origin.BaseUri)
        );

    /// <summary><c>/ResourceTypes/{name}</c>.</summary>
    public static Task<ApiResponse> ReadResourceTypeAsync(ScimRequest request) =>
        CreateResponseAsync(
            request,
            DiscoveryWriter.WriteResourceType(
                request.Schemas,
                request.GetRouteValue("name") ?? "",
                request.Origin.BaseUri
            )
        );

    // A digest of the document is its entity tag: it changes when the tenant's schemas do, and with nothing else.
    private static Task<ApiResponse> CreateResponseAsync(ScimRequest request, byte[]? body)
    {
        if (request.Http.Request.Query.ContainsKey("filter"))
            return Task.FromResult<ApiResponse>(FilterNotSupported);
        if (body is null)
            return Task.FromResult<ApiResponse>(DefinitionNotFound);
        string tag = ContentETag.ComputeETag(body);
        return Task.FromResult(
            ContentETag.IsCurrent(request.IfNoneMatch, tag)
                ? new ApiResponse { Status = StatusCodes.Status304NotModified, ETag = tag }
                : ApiResponse.Ok(body) with
                {
                    ETag = tag,
                }
        );
    }
}
