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
        new("/ServiceProviderConfig", Discover(DiscoveryEndpoints.ServiceProviderConfig)),
        new("/Schemas", Discover(DiscoveryEndpoints.Schemas)),
        new("/Schemas/{urn}", Discover(DiscoveryEndpoints.Schema)),
        new("/ResourceTypes", Discover(DiscoveryEndpoints.ResourceTypes)),
        new("/ResourceTypes/{name}", Discover(DiscoveryEndpoints.ResourceType)),
        new("/Me", Me(MeEndpoints.Read, MeEndpoints.Create, MeEndpoints.Replace, MeEndpoints.Patch, MeEndpoints.Delete)),
        new("/Bulk", Post(BulkEndpoint.Post)),
        new("/{type}", Get(SearchEndpoints.List), Post(ResourceEndpoints.Create)),
        new("/{type}/.search", Query(SearchEndpoints.Search)),
        new("/{type}/{id}", Get(ResourceEndpoints.Read), Put(ResourceEndpoints.Replace), Patch(ResourceEndpoints.Patch), Delete(ResourceEndpoints.Delete)),
        new("/{type}/{id}/members", Get(MembersEndpoints.List)),
        new("/{**path}"),
    ];

    private static Operation<ScimRequest> Get(Func<ScimRequest, Task<Answer>> run) => new(HttpMethods.Get, TokenScopes.ScimRead, run);

    private static Operation<ScimRequest> Query(Func<ScimRequest, Task<Answer>> run) => new(HttpMethods.Post, TokenScopes.ScimRead, run);

    private static Operation<ScimRequest> Post(Func<ScimRequest, Task<Answer>> run) => new(HttpMethods.Post, TokenScopes.ScimWrite, run);

    private static Operation<ScimRequest> Put(Func<ScimRequest, Task<Answer>> run) => new(HttpMethods.Put, TokenScopes.ScimWrite, run);

    private static Operation<ScimRequest> Patch(Func<ScimRequest, Task<Answer>> run) => new(HttpMethods.Patch, TokenScopes.ScimWrite, run);

    private static Operation<ScimRequest> Delete(Func<ScimRequest, Task<Answer>> run) => new(HttpMethods.Delete, TokenScopes.ScimWrite, run);

    // A person's own token may do to himself what a provisioning client may do to anybody.
    private static Operation<ScimRequest>[] Me(
        Func<ScimRequest, Task<Answer>> get, Func<ScimRequest, Task<Answer>> post, Func<ScimRequest, Task<Answer>> put,
        Func<ScimRequest, Task<Answer>> patch, Func<ScimRequest, Task<Answer>> delete) =>
    [
        Get(get) with { OrScope = TokenScopes.MeRead },
        Post(post) with { OrScope = TokenScopes.MeWrite },
        Put(put) with { OrScope = TokenScopes.MeWrite },
        Patch(patch) with { OrScope = TokenScopes.MeWrite },
        Delete(delete) with { OrScope = TokenScopes.MeWrite },
    ];

    // What the service can do is everybody's business who has a token at all.
    private static Operation<ScimRequest> Discover(Func<ScimRequest, Task<Answer>> run) => Get(run) with { OrScope = TokenScopes.MeRead };
}
