using Microsoft.AspNetCore.Http;
using Scim.Gateway.Bulk;
using Scim.Gateway.Discovery;
using Scim.Gateway.Routing;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Resources;

/// <summary>The SCIM endpoints of a tenant (RFC 7644 section 3.2). Resource types are looked up by endpoint, so their routes are the same for all.</summary>
internal static class ScimRoutes
{
    /// <summary>Where they begin.</summary>
    public const string Base = "/tenants/{tenant}/scim/v2";

    /// <summary>The routes; literal segments win over parameters, and the last one catches the rest.</summary>
    public static ApiRoute<ScimRequest>[] All { get; } =
    [
        new("/.search", Query(SearchEndpoints.SearchAll)),
        new("/ServiceProviderConfig", Get(DiscoveryEndpoints.ServiceProviderConfig)),
        new("/Schemas", Get(DiscoveryEndpoints.Schemas)),
        new("/Schemas/{urn}", Get(DiscoveryEndpoints.Schema)),
        new("/ResourceTypes", Get(DiscoveryEndpoints.ResourceTypes)),
        new("/ResourceTypes/{name}", Get(DiscoveryEndpoints.ResourceType)),
        new("/Me", AnyMethod(NotOffered.Me)),
        new("/Bulk", Post(BulkEndpoint.Post)),
        new("/{type}", Get(SearchEndpoints.List), Post(ResourceEndpoints.Create)),
        new("/{type}/.search", Query(SearchEndpoints.Search)),
        new("/{type}/{id}", Get(ResourceEndpoints.Read), Put(ResourceEndpoints.Replace), Patch(ResourceEndpoints.Patch), Delete(ResourceEndpoints.Delete)),
        new("/{**path}"),
    ];

    private static Operation<ScimRequest> Get(Func<ScimRequest, Task<Answer>> run) => new(HttpMethods.Get, TokenScopes.ScimRead, run);

    private static Operation<ScimRequest> Query(Func<ScimRequest, Task<Answer>> run) => new(HttpMethods.Post, TokenScopes.ScimRead, run);

    private static Operation<ScimRequest> Post(Func<ScimRequest, Task<Answer>> run) => new(HttpMethods.Post, TokenScopes.ScimWrite, run);

    private static Operation<ScimRequest> Put(Func<ScimRequest, Task<Answer>> run) => new(HttpMethods.Put, TokenScopes.ScimWrite, run);

    private static Operation<ScimRequest> Patch(Func<ScimRequest, Task<Answer>> run) => new(HttpMethods.Patch, TokenScopes.ScimWrite, run);

    private static Operation<ScimRequest> Delete(Func<ScimRequest, Task<Answer>> run) => new(HttpMethods.Delete, TokenScopes.ScimWrite, run);

    private static Operation<ScimRequest>[] AnyMethod(Func<ScimRequest, Task<Answer>> run) => [Get(run), Post(run), Put(run), Patch(run), Delete(run)];
}
