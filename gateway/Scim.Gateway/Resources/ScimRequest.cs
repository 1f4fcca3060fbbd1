using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Scim.Gateway.Configuration;
using Scim.Gateway.Http;
using Scim.Gateway.Security;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Users;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Gateway.Resources;

/// <summary>An authenticated SCIM request.</summary>
internal sealed class ScimRequest
{
    private static readonly string[] BodyTypes = [MediaTypes.Scim, MediaTypes.Json];

    /// <summary>The HTTP context.</summary>
    public required HttpContext Http { get; init; }

    /// <summary>The tenant id.</summary>
    public required string Tenant { get; init; }

    /// <summary>The authenticated caller.</summary>
    public required AuthenticatedCaller Caller { get; init; }

    /// <summary>
    /// The id of the user that the request applies to regardless of its path, or null. See <see cref="MeEndpoints"/>.
    /// </summary>
    public string? UserId { get; init; }

    /// <summary>The origin of the request, for the grains.</summary>
    public required RequestOrigin Origin { get; init; }

    /// <summary>The grain factory.</summary>
    public required IGrainFactory Grains { get; init; }

    /// <summary>The cache of userName lookups.</summary>
    public required UserNameLookupCache UserNameLookups { get; init; }

    /// <summary>The cache of responses of user grains in this process, or null in a process without grains.</summary>
    public IUserResponseCache? ResponseCache { get; init; }

    /// <summary>The options of the gateway.</summary>
    public required GatewayOptions Options { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The tenant's resource types and schemas.</summary>
    public TenantSchemas Schemas => Caller.Tenant.Schemas.Compiled;

    /// <summary>The resource type in the path, or null if there is none.</summary>
    public ResourceType? Type =>
        UserId is not null ? Schemas.FindByName(ResourceTypeNames.User)
        : GetRouteValue("type") is { } endpoint ? Schemas.FindByEndpoint(endpoint)
        : null;

    /// <summary>The attributes that the query selects.</summary>
    public AttributeSelection Selection =>
        Http.Request.QueryString.HasValue
            ? ListParameters.ReadSelection(Http.Request.Query)
            : AttributeSelection.Default;

    /// <summary>The entity tags in <c>If-Match</c>, or null.</summary>
    public string? IfMatch => Http.Request.Headers.IfMatch is { Count: > 0 } tags ? tags.ToString() : null;

    /// <summary>The entity tags in <c>If-None-Match</c>, or null.</summary>
    public string? IfNoneMatch => Http.Request.Headers.IfNoneMatch is { Count: > 0 } tags ? tags.ToString() : null;

    /// <summary>The caller's <c>return</c> preference.</summary>
    /// <remarks>
    /// It is ignored if the request selects attributes: RFC 7644 section 3.5.2 requires them in the response, while a
    /// preference may be ignored.
    /// </remarks>
    public ReturnPreference Preference =>
        Http.Request.Headers.TryGetValue(PreferHeader.HeaderName, out StringValues prefer)
        && Selection == AttributeSelection.Default
            ? PreferHeader.ParseReturnPreference(prefer)
            : ReturnPreference.None;

    /// <summary>How to execute a write, by the caller's <c>handling</c> preference.</summary>
    public WriteOptions WriteOptions =>
        Http.Request.Headers.TryGetValue(PreferHeader.HeaderName, out StringValues prefer)
        && PreferHeader.HasStrictHandling(prefer)
            ? WriteOptions.RejectUnknown
            : WriteOptions.None;

    /// <summary>Returns a decoded route value, or null if it is missing.</summary>
    public string? GetRouteValue(string name) => Http.Request.RouteValues[name] as string;

    /// <summary>Reads the body with the default limit.</summary>
    public ValueTask<(ReadOnlyMemory<byte> Bytes, ScimError? Error)> ReadBodyAsync() =>
        RequestBody.ReadBodyAsync(Http.Request, Options.MaxBodyBytes, BodyTypes);

    /// <summary>Reads the body with another limit.</summary>
    public ValueTask<(ReadOnlyMemory<byte> Bytes, ScimError? Error)> ReadBodyAsync(int limit, string limitName) =>
        RequestBody.ReadBodyAsync(Http.Request, limit, BodyTypes, limitName);

    /// <summary>
    /// Returns the grain of the resource in the path, or null if the resource type does not exist or the id cannot be
    /// one of this service.
    /// </summary>
    public IResourceGrain? GetResourceGrain() =>
        Type is { } type && (UserId ?? GetRouteValue("id")) is { } id && ResourceIds.IsWellFormed(id)
            ? GetResourceGrain(type, id)
            : null;

    /// <summary>
    /// Returns the response to a plain GET of the user in the path, if the user's grain is in this process and has
    /// cached it; otherwise null.
    /// </summary>
    public ResourceReply? FindCachedResponse() =>
        ResponseCache is not null
        && !Http.Request.QueryString.HasValue
        && Http.Request.Headers.IfNoneMatch.Count == 0
        && Type is { Name: ResourceTypeNames.User } type
        && (UserId ?? GetRouteValue("id")) is { } id
            ? ResponseCache.FindReply(new ResourceKey(Tenant, id).ToString(), type, Origin.BaseUri)
            : null;

    /// <summary>Returns the grain of a resource.</summary>
    public IResourceGrain GetResourceGrain(ResourceType type, string id)
    {
        string key = new ResourceKey(Tenant, id).ToString();
        return type.Name switch
        {
            ResourceTypeNames.User => Grains.GetGrainReference<IUserGrain>(key),
            ResourceTypeNames.Group => Grains.GetGrainReference<IGroupGrain>(key),
            _ => Grains.GetGrainReference<ICustomResourceGrain>(key),
        };
    }

    /// <summary>Returns the same request for another user.</summary>
    public ScimRequest WithUser(string userId) =>
        new()
        {
            Http = Http,
            Tenant = Tenant,
            Caller = Caller,
            UserId = userId,
            Origin = Origin,
            Grains = Grains,
            UserNameLookups = UserNameLookups,
            ResponseCache = ResponseCache,
            Options = Options,
            Time = Time,
        };

    /// <summary>Returns the directory grain of the tenant.</summary>
    public IDirectoryGrain GetDirectoryGrain() =>
        Grains.GetGrainReference<IDirectoryGrain>(ResourceKey.ForDirectory(Tenant).ToString());
}
