using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;
using Scim.Gateway.Resources;
using Scim.Gateway.Routing;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Gateway.Discovery;

/// <summary>What the tenant's service can do (RFC 7644 section 4): filters are refused, paging and sorting parameters ignored, as the RFC says.</summary>
internal static class DiscoveryEndpoints
{
    private static ScimError NoFilter { get; } =
        new(ScimErrorKind.Forbidden, "Discovery endpoints cannot be filtered (RFC 7644 section 4). Leave the filter parameter out.");

    private static ScimError Missing { get; } = new(ScimErrorKind.NotFound, "There is no such schema or resource type. The list has the names there are.");

    /// <summary><c>/ServiceProviderConfig</c>.</summary>
    public static Task<Answer> ServiceProviderConfig(ScimRequest request)
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
                DefaultPageSize = Math.Min(request.Options.Directory.DefaultPageSize, request.Options.Directory.MaxPageSize),
                MaxPageSize = request.Options.Directory.MaxPageSize,
                CursorTimeout = (int)request.Options.Directory.CursorTimeout.TotalSeconds,
            },
        };
        return Result(request, DiscoveryWriter.ServiceProviderConfig(features, request.Caller.BaseUri));
    }

    /// <summary><c>/Schemas</c>.</summary>
    public static Task<Answer> Schemas(ScimRequest request) => Result(request, DiscoveryWriter.Schemas(request.Schemas, request.Caller.BaseUri));

    /// <summary><c>/Schemas/{urn}</c>.</summary>
    public static Task<Answer> Schema(ScimRequest request) =>
        Result(request, DiscoveryWriter.Schema(request.Schemas, request.Route("urn") ?? "", request.Caller.BaseUri));

    /// <summary><c>/ResourceTypes</c>.</summary>
    public static Task<Answer> ResourceTypes(ScimRequest request) => Result(request, DiscoveryWriter.ResourceTypes(request.Schemas, request.Caller.BaseUri));

    /// <summary><c>/ResourceTypes/{name}</c>.</summary>
    public static Task<Answer> ResourceType(ScimRequest request) =>
        Result(request, DiscoveryWriter.ResourceType(request.Schemas, request.Route("name") ?? "", request.Caller.BaseUri));

    // A digest of the document is its entity tag: it changes when the tenant's schemas do, and with nothing else.
    private static Task<Answer> Result(ScimRequest request, byte[]? body)
    {
        if (request.Http.Request.Query.ContainsKey("filter")) return Task.FromResult<Answer>(NoFilter);
        if (body is null) return Task.FromResult<Answer>(Missing);
        string tag = BodyTag.Of(body);
        return Task.FromResult(BodyTag.IsCurrent(request.IfNoneMatch, tag)
            ? new Answer { Status = StatusCodes.Status304NotModified, ETag = tag }
            : Answer.Ok(body) with { ETag = tag });
    }
}
