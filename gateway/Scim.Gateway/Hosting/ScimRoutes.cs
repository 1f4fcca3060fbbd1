using Microsoft.AspNetCore.Http;
using Scim.Gateway.Bulk;
using Scim.Gateway.Http;
using Scim.Gateway.Resources;
using Scim.Gateway.Routing;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Hosting;

/// <summary>
/// The routes of a tenant's SCIM API (RFC 7644 section 3.2). All resource types share the same routes and are looked up
/// by their endpoint.
/// </summary>
internal static class ScimRoutes
{
    /// <summary>The base path of the routes.</summary>
    public const string BasePath = "/tenants/{tenant}/scim/v2";

    /// <summary>The routes. Literal segments take precedence over parameters; the last route is the fallback.</summary>
    public static ApiRoute<ScimRequest>[] All { get; } =
    [
        new("/", GetDiscovery(DiscoveryEndpoints.ListEndpointsAsync, HasPublicSchemas)),
        new("/.search", PostQuery(SearchEndpoints.SearchAllTypesAsync)),
        new("/ServiceProviderConfig", GetDiscovery(DiscoveryEndpoints.ReadServiceProviderConfigAsync, _ => true)),
        new("/Schemas", GetDiscovery(DiscoveryEndpoints.ListSchemasAsync, HasPublicSchemas)),
        new("/Schemas/{urn}", GetDiscovery(DiscoveryEndpoints.ReadSchemaAsync, HasPublicSchemas)),
        new("/ResourceTypes", GetDiscovery(DiscoveryEndpoints.ListResourceTypesAsync, HasPublicSchemas)),
        new("/ResourceTypes/{name}", GetDiscovery(DiscoveryEndpoints.ReadResourceTypeAsync, HasPublicSchemas)),
        new(
            "/Me",
            CreateMeOperations(
                MeEndpoints.ReadMeAsync,
                MeEndpoints.CreateMeAsync,
                MeEndpoints.ReplaceMeAsync,
                MeEndpoints.PatchMeAsync,
                MeEndpoints.DeleteMeAsync
            )
        ),
        new("/Bulk", Post(BulkEndpoint.ProcessBulkAsync)),
        new("/{type}", Get(SearchEndpoints.ListResourcesAsync), Post(ResourceEndpoints.CreateResourceAsync)),
        new("/{type}/.search", PostQuery(SearchEndpoints.SearchResourcesAsync)),
        new(
            "/{type}/{id}",
            Get(ResourceEndpoints.ReadResourceAsync),
            Put(ResourceEndpoints.ReplaceResourceAsync),
            Patch(ResourceEndpoints.PatchResourceAsync),
            Delete(ResourceEndpoints.DeleteResourceAsync)
        ),
        new("/{type}/{id}/members", Get(MembersEndpoints.ListMembersAsync)),
        new("/{**path}"),
    ];

    private static ApiOperation<ScimRequest> Get(Func<ScimRequest, Task<ApiResponse>> run) =>
        new(HttpMethods.Get, TokenScopes.ScimRead, run);

    private static ApiOperation<ScimRequest> PostQuery(Func<ScimRequest, Task<ApiResponse>> run) =>
        new(HttpMethods.Post, TokenScopes.ScimRead, run);

    private static ApiOperation<ScimRequest> Post(Func<ScimRequest, Task<ApiResponse>> run) =>
        new(HttpMethods.Post, TokenScopes.ScimWrite, run);

    private static ApiOperation<ScimRequest> Put(Func<ScimRequest, Task<ApiResponse>> run) =>
        new(HttpMethods.Put, TokenScopes.ScimWrite, run);

    private static ApiOperation<ScimRequest> Patch(Func<ScimRequest, Task<ApiResponse>> run) =>
        new(HttpMethods.Patch, TokenScopes.ScimWrite, run);

    private static ApiOperation<ScimRequest> Delete(Func<ScimRequest, Task<ApiResponse>> run) =>
        new(HttpMethods.Delete, TokenScopes.ScimWrite, run);

    // A user's own token may do to the user what a provisioning client may do to any user.
    private static ApiOperation<ScimRequest>[] CreateMeOperations(
        Func<ScimRequest, Task<ApiResponse>> get,
        Func<ScimRequest, Task<ApiResponse>> post,
        Func<ScimRequest, Task<ApiResponse>> put,
        Func<ScimRequest, Task<ApiResponse>> patch,
        Func<ScimRequest, Task<ApiResponse>> delete
    ) =>
        [
            Get(get) with
            {
                AlternativeScope = TokenScopes.MeRead,
            },
            Post(post) with
            {
                AlternativeScope = TokenScopes.MeWrite,
            },
            Put(put) with
            {
                AlternativeScope = TokenScopes.MeWrite,
            },
            Patch(patch) with
            {
                AlternativeScope = TokenScopes.MeWrite,
            },
            Delete(delete) with
            {
                AlternativeScope = TokenScopes.MeWrite,
            },
        ];

    // Any valid token may read the service's capabilities. Clients may look for them before they have a token (RFC 7643
    // section 5).
    private static ApiOperation<ScimRequest> GetDiscovery(
        Func<ScimRequest, Task<ApiResponse>> run,
        Func<TenantSettings, bool> isPublic
    ) => Get(run) with { AlternativeScope = TokenScopes.MeRead, IsPublic = isPublic };

    private static bool HasPublicSchemas(TenantSettings settings) => settings.Discovery.PublicSchemas;
}
