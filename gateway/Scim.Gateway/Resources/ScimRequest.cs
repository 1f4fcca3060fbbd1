using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Scim.Gateway.Configuration;
using Scim.Gateway.Http;
using Scim.Gateway.Security;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Groups;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Users;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Gateway.Resources;

/// <summary>A SCIM request whose sender is known.</summary>
internal sealed class ScimRequest
{
    private static readonly string[] BodyTypes = [MediaTypes.Scim, MediaTypes.Json];

    /// <summary>The request as ASP.NET Core has it.</summary>
    public required HttpContext Http { get; init; }

    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>Who sent it.</summary>
    public required AuthenticatedCaller Caller { get; init; }

    /// <summary>
    /// The id of the user whom the request is about whatever its path says, or null: see <see cref="MeEndpoints"/>.
    /// </summary>
    public string? UserId { get; init; }

    /// <summary>Who asks, for the grains.</summary>
    public required RequestOrigin Origin { get; init; }

    /// <summary>The way to the grains.</summary>
    public required IGrainFactory Grains { get; init; }

    /// <summary>Whom filters on userNames found.</summary>
    public required UserNameLookupCache UserNameLookups { get; init; }

    /// <summary>The users whose grains live in this process, or null where none do.</summary>
    public IUserResponseCache? ResponseCache { get; init; }

    /// <summary>The installation's settings.</summary>
    public required GatewayOptions Options { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The tenant's resource types and schemas.</summary>
    public TenantSchemas Schemas => Caller.Tenant.Schemas.Compiled;

    /// <summary>The resource type that the path names, or null when there is none.</summary>
    public ResourceType? Type =>
        UserId is not null ? Schemas.FindByName("User")
        : GetRouteValue("type") is { } endpoint ? Schemas.FindByEndpoint(endpoint)
        : null;

    /// <summary>The attributes that the query asks for.</summary>
    public AttributeSelection Selection =>
        Http.Request.QueryString.HasValue
            ? ListParameters.ReadSelection(Http.Request.Query)
            : AttributeSelection.Default;

    /// <summary>The entity tags in <c>If-Match</c>, or null.</summary>
    public string? IfMatch =>
        Http.Request.Headers.IfMatch is { Count: > 0 } tags ? tags.ToString() : null;

    /// <summary>The entity tags in <c>If-None-Match</c>, or null.</summary>
    public string? IfNoneMatch =>
        Http.Request.Headers.IfNoneMatch is { Count: > 0 } tags ? tags.ToString() : null;

    /// <summary>
    /// Whether the sender prefers changes to be answered without the resource. Not where he names attributes: RFC 7644
    /// section 3.5.2 demands them in the answer then, while a preference may be ignored.
    /// </summary>
    public ReturnPreference Preference =>
        Http.Request.Headers.TryGetValue(PreferHeader.HeaderName, out StringValues prefer)
        && Selection == AttributeSelection.Default
            ? PreferHeader.ParseReturnPreference(prefer)
            : ReturnPreference.None;

    /// <summary>A parameter of the path, decoded, or null.</summary>
    public string? GetRouteValue(string name) => Http.Request.RouteValues[name] as string;

    /// <summary>The body, or what is wrong with it.</summary>
    public ValueTask<(ReadOnlyMemory<byte> Bytes, ScimError? Error)> ReadBodyAsync() =>
        RequestBody.ReadBodyAsync(Http.Request, Options.MaxBodyBytes, BodyTypes);

    /// <summary>The body where another limit counts, or what is wrong with it.</summary>
    public ValueTask<(ReadOnlyMemory<byte> Bytes, ScimError? Error)> ReadBodyAsync(
        int limit,
        string limitName
    ) => RequestBody.ReadBodyAsync(Http.Request, limit, BodyTypes, limitName);

    /// <summary>
    /// The grain of the resource that the path names, or null when there can be none: no such type, or an id that this
    /// server never gave.
    /// </summary>
    public IResourceGrain? GetResourceGrain() =>
        Type is { } type
        && (UserId ?? GetRouteValue("id")) is { } id
        && ResourceIds.IsWellFormed(id)
            ? GetResourceGrain(type, id)
            : null;

    /// <summary>
    /// The answer to a plain GET of the user whom the path names, where his grain lives in this process and has one
    /// ready; otherwise null.
    /// </summary>
    public ResourceReply? FindCachedResponse() =>
        ResponseCache is not null
        && !Http.Request.QueryString.HasValue
        && Http.Request.Headers.IfNoneMatch.Count == 0
        && Type is { Name: "User" } type
        && (UserId ?? GetRouteValue("id")) is { } id
            ? ResponseCache.FindReply(new ResourceKey(Tenant, id).ToString(), type, Origin.BaseUri)
            : null;

    /// <summary>The grain of a resource.</summary>
    public IResourceGrain GetResourceGrain(ResourceType type, string id)
    {
        string key = new ResourceKey(Tenant, id).ToString();
        return type.Name switch
        {
            "User" => Grains.GetGrainReference<IUserGrain>(key),
            "Group" => Grains.GetGrainReference<IGroupGrain>(key),
            _ => Grains.GetGrainReference<ICustomResourceGrain>(key),
        };
    }

    /// <summary>The same request, about a user.</summary>
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

    /// <summary>The tenant's directory.</summary>
    public IDirectoryGrain GetDirectoryGrain() =>
        Grains.GetGrainReference<IDirectoryGrain>(ResourceKey.ForDirectory(Tenant).ToString());
}
