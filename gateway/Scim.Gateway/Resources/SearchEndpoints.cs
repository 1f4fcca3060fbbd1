using Scim.Gateway.Routing;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Users;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;

namespace Scim.Gateway.Resources;

/// <summary>Lists and searches (RFC 7644 sections 3.4.2 and 3.4.3), of one resource type or, by <c>.search</c> at the root, of all.</summary>
internal static class SearchEndpoints
{
    /// <summary>GET of a resource type's endpoint.</summary>
    public static Task<Answer> List(ScimRequest request) =>
        request.Type is not { } type ? Task.FromResult<Answer>(ResourceEndpoints.NotFound)
        : ListParameters.TryRead(request.Http.Request.Query, request.Caller, type.Name, out ListQuery query) is { } error ? Task.FromResult<Answer>(error)
        : Ask(request, query);

    /// <summary>POST to a resource type's <c>.search</c>.</summary>
    public static Task<Answer> Search(ScimRequest request) =>
        request.Type is { } type ? Search(request, type.Name) : Task.FromResult<Answer>(ResourceEndpoints.NotFound);

    /// <summary>POST to the root's <c>.search</c>.</summary>
    public static Task<Answer> SearchAll(ScimRequest request) => Search(request, null);

    private static async Task<Answer> Search(ScimRequest request, string? type)
    {
        (ReadOnlyMemory<byte> body, ScimError? error) = await request.Body();
        if (error is not null) return error;
        return await Ask(request, ListParameters.Of(SearchRequest.Parse(body, JsonLimits.Default), request.Caller, type));
    }

    private static async Task<Answer> Ask(ScimRequest request, ListQuery query)
    {
        bool mayBeNamed = KnownNames.Fits(query);
        if (mayBeNamed && await Named(request, query) is { } named) return named;
        ScimResult<ListReply> found = await WithTimeout(request, token => request.Directory().List(query, token));
        if (mayBeNamed && found.Value?.Named is { } user) request.Names.Keep(request.Tenant, query.Filter!, user);
        return found.ToHttp();
    }

    /// <summary>Runs a query within the time that queries have. Unlike a write it is worth breaking off: nobody waits for it any more, and it may be holding the database.</summary>
    public static async Task<ScimResult<ListReply>> WithTimeout(ScimRequest request, Func<CancellationToken, Task<ScimResult<ListReply>>> query)
    {
        using var timeout = new CancellationTokenSource(request.Options.QueryTimeout, request.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, request.Http.RequestAborted);
        return await query(linked.Token);
    }

    // The user whom this filter found before, if he still has the name.
    private static async ValueTask<Answer?> Named(ScimRequest request, ListQuery query)
    {
        if (request.Names.Find(request.Tenant, query.Filter!) is not { } user) return null;
        string key = new ResourceKey(request.Tenant, user.Id).ToString();
        if (query.Selection == AttributeSelection.Default && request.Schemas.ByName("User") is { } type
            && request.Locals?.FindNamed(key, type, query.Caller.BaseUri, user.FoldedName) is { } local) return Answer.Ok(NamedList.Of(local));
        IUserGrain grain = request.Grains.Grain<IUserGrain>(key);
        var read = new ReadResource { Caller = query.Caller, Selection = query.Selection };
        ScimResult<ResourceReply> reply = await Reads.Ask(request.Time, () => grain.ReadNamed(read, user.FoldedName), request.Http.RequestAborted);
        if (reply.Value is { } still) return Answer.Ok(NamedList.Of(still));
        request.Names.Drop(request.Tenant, query.Filter!);
        return null;
    }
}
