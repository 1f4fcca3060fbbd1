using Microsoft.AspNetCore.Http;
using Scim.Gateway.Configuration;
using Scim.Gateway.Http;
using Scim.Protocol.Discovery;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Resources;

/// <summary>
/// The discovery endpoints (RFC 7644 section 4). Filters are rejected, paging and sorting parameters are ignored, as
/// the RFC requires.
/// </summary>
internal static class DiscoveryEndpoints
{
    private static ScimError FilterNotSupported { get; } =
        new(
            ScimErrorKind.Forbidden,
            "Discovery endpoints do not support filters (RFC 7644 section 4). Remove the filter parameter."
        );

    private static ScimError DefinitionNotFound { get; } =
        new(
            ScimErrorKind.NotFound,
            "Schema or resource type not found. GET /Schemas and GET /ResourceTypes list the available ones."
        );

    /// <summary>GET <c>/ServiceProviderConfig</c>.</summary>
    public static Task<ApiResponse> ReadServiceProviderConfigAsync(ScimRequest request)
    {
        var features = new ServiceProviderFeatures
        {
            ChangePassword = true,
            FilterMaxResults = request.Options.Directory.MaxPageSize,
            Bulk = true,
            BulkMaxOperations = request.Options.Bulk.MaxOperations,
            BulkMaxPayloadSize = request.Options.Bulk.MaxPayloadSize,
            Pagination = request.Caller.Tenant.Settings.Discovery.Pagination
                ? DescribePagination(request.Options.Directory)
                : null,
        };
        return CreateResponseAsync(
            request,
            DiscoveryWriter.WriteServiceProviderConfig(features, request.Origin.BaseUri)
        );
    }

    /// <summary>GET of the base path: links to its endpoints.</summary>
    public static Task<ApiResponse> ListEndpointsAsync(ScimRequest request) =>
        CreateResponseAsync(request, DiscoveryWriter.WriteEndpointLinks(request.Schemas, request.Origin.BaseUri));

    /// <summary>GET <c>/Schemas</c>.</summary>
    public static Task<ApiResponse> ListSchemasAsync(ScimRequest request) =>
        CreateResponseAsync(request, DiscoveryWriter.WriteSchemas(request.Schemas, request.Origin.BaseUri));

    /// <summary>GET <c>/Schemas/{urn}</c>.</summary>
    public static Task<ApiResponse> ReadSchemaAsync(ScimRequest request) =>
        CreateResponseAsync(
            request,
            DiscoveryWriter.WriteSchema(request.Schemas, request.GetRouteValue("urn") ?? "", request.Origin.BaseUri)
        );

    /// <summary>GET <c>/ResourceTypes</c>.</summary>
    public static Task<ApiResponse> ListResourceTypesAsync(ScimRequest request) =>
        CreateResponseAsync(request, DiscoveryWriter.WriteResourceTypes(request.Schemas, request.Origin.BaseUri));

    /// <summary>GET <c>/ResourceTypes/{name}</c>.</summary>
    public static Task<ApiResponse> ReadResourceTypeAsync(ScimRequest request) =>
        CreateResponseAsync(
            request,
            DiscoveryWriter.WriteResourceType(
                request.Schemas,
                request.GetRouteValue("name") ?? "",
                request.Origin.BaseUri
            )
        );

    private static PaginationFeatures DescribePagination(ListLimits limits) =>
        new()
        {
            Cursor = true,
            DefaultPageSize = Math.Min(limits.DefaultPageSize, limits.MaxPageSize),
            MaxPageSize = limits.MaxPageSize,
            CursorTimeout = (int)limits.CursorTimeout.TotalSeconds,
        };

    // The entity tag is a digest of the document, so it changes exactly when the tenant's schemas change.
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
