using Scim.Gateway.Http;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Users;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Messages;
using Scim.Protocol.Schema;

namespace Scim.Gateway.Resources;

/// <summary>
/// Lists and searches (RFC 7644 sections 3.4.2 and 3.4.3) of one resource type or, with <c>/.search</c>, of all.
/// </summary>
internal static class SearchEndpoints
{
    /// <summary>GET <c>/{type}</c>.</summary>
    public static Task<ApiResponse> ListResourcesAsync(ScimRequest request) =>
        request.Type is not { } type ? Task.FromResult<ApiResponse>(ResourceEndpoints.ResourceNotFound)
        : ListParameters.ReadListQuery(request.Http.Request.Query, request.Origin, type.Name, out ListQuery query)
            is { } error
            ? Task.FromResult<ApiResponse>(error)
        : RunQueryAsync(request, query);

    /// <summary>POST <c>/{type}/.search</c>.</summary>
    public static Task<ApiResponse> SearchResourcesAsync(ScimRequest request) =>
        request.Type is { } type
            ? SearchResourcesAsync(request, type.Name)
            : Task.FromResult<ApiResponse>(ResourceEndpoints.ResourceNotFound);

    /// <summary>POST <c>/.search</c>.</summary>
    public static Task<ApiResponse> SearchAllTypesAsync(ScimRequest request) => SearchResourcesAsync(request, null);

    private static async Task<ApiResponse> SearchResourcesAsync(ScimRequest request, string? type)
    {
        (ReadOnlyMemory<byte> body, ScimError? error) = await request.ReadBodyAsync();
        if (error is not null)
            return error;
        return await RunQueryAsync(
            request,
            ListParameters.FromSearchRequest(SearchRequest.Parse(body, JsonLimits.Default), request.Origin, type)
        );
    }

    private static async Task<ApiResponse> RunQueryAsync(ScimRequest request, ListQuery query)
    {
        bool isUserNameLookup = UserNameLookupCache.IsUserNameLookup(query);
        if (isUserNameLookup && await FindCachedUserAsync(request, query) is { } cached)
            return cached;
        ScimResult<ListReply> found = await RunWithTimeoutAsync(
            request,
            token => request.GetDirectoryGrain().ListResources(query, token)
        );
        if (isUserNameLookup && found.Value?.UserNameMatch is { } user)
            request.UserNameLookups.AddUser(request.Tenant, query.Filter!, user);
        return found.ToHttp();
    }

    /// <summary>
    /// Runs a query with the query timeout. Unlike a write, it is cancelled when the client disconnects, because it may
    /// occupy the database.
    /// </summary>
    public static async Task<ScimResult<ListReply>> RunWithTimeoutAsync(
        ScimRequest request,
        Func<CancellationToken, Task<ScimResult<ListReply>>> query
    )
    {
        using var timeout = new CancellationTokenSource(request.Options.QueryTimeout, request.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, request.Http.RequestAborted);
        return await query(linked.Token);
    }

    // Returns the user that this filter found before, if the user still has the name.
    private static async ValueTask<ApiResponse?> FindCachedUserAsync(ScimRequest request, ListQuery query)
    {
        if (request.UserNameLookups.FindUser(request.Tenant, query.Filter!) is not { } user)
            return null;
        string key = new ResourceKey(request.Tenant, user.Id).ToString();
        if (
            query.Selection == AttributeSelection.Default
            && request.Schemas.FindByName(ResourceTypeNames.User) is { } type
            && request.ResponseCache?.FindReplyByUserName(key, type, query.Origin.BaseUri, user.FoldedName)
                is { } cached
        )
            return ApiResponse.Ok(SingleResultList.WrapUser(cached));
        IUserGrain grain = request.Grains.GetGrainReference<IUserGrain>(key);
        var read = new ReadResource { Origin = query.Origin, Selection = query.Selection };
        ScimResult<ResourceReply> reply = await GrainReadRetry.ReadWithRetryAsync(
            request.Time,
            () => grain.ReadByUserName(read, user.FoldedName),
            request.Http.RequestAborted
        );
        if (reply.Value is { } current)
            return ApiResponse.Ok(SingleResultList.WrapUser(current));
        request.UserNameLookups.RemoveUser(request.Tenant, query.Filter!);
        return null;
    }
}
