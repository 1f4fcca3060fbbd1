using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
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
    public required Authenticated Sender { get; init; }

    /// <summary>The id of the user whom the request is about whatever its path says, or null: see <see cref="MeEndpoints"/>.</summary>
    public string? UserId { get; init; }

    /// <summary>Who asks, for the grains.</summary>
    public required Caller Caller { get; init; }

    /// <summary>The way to the grains.</summary>
    public required IGrainFactory Grains { get; init; }

    /// <summary>Whom filters on userNames found.</summary>
    public required KnownNames Names { get; init; }

    /// <summary>The users whose grains live in this process, or null where none do.</summary>
    public ILocalUsers? Locals { get; init; }

    /// <summary>The installation's settings.</summary>
    public required GatewayOptions Options { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The tenant's resource types and schemas.</summary>
    public TenantSchemas Schemas => Sender.Tenant.Schemas.Compiled;

    /// <summary>The resource type that the path names, or null when there is none.</summary>
    public ResourceType? Type => UserId is not null ? Schemas.ByName("User") : Route("type") is { } endpoint ? Schemas.ByEndpoint(endpoint) : null;

    /// <summary>The attributes that the query asks for.</summary>
    public AttributeSelection Selection => Http.Request.QueryString.HasValue ? ListParameters.Selection(Http.Request.Query) : AttributeSelection.Default;

    /// <summary>The entity tags in <c>If-Match</c>, or null.</summary>
    public string? IfMatch => Http.Request.Headers.IfMatch is { Count: > 0 } tags ? tags.ToString() : null;

    /// <summary>The entity tags in <c>If-None-Match</c>, or null.</summary>
    public string? IfNoneMatch => Http.Request.Headers.IfNoneMatch is { Count: > 0 } tags ? tags.ToString() : null;

    /// <summary>
    /// Whether the sender prefers changes to be answered without the resource. Not where he names attributes: RFC 7644 section 3.5.2 demands them in the
    /// answer then, while a preference may be ignored.
    /// </summary>
    public Preference Preference =>
        Http.Request.Headers.TryGetValue(Preferences.Header, out StringValues prefer) && Selection == AttributeSelection.Default ? Preferences.Of(prefer) : Preference.None;

    /// <summary>A parameter of the path, decoded, or null.</summary>
    public string? Route(string name) => Http.Request.RouteValues[name] as string;

    /// <summary>The body, or what is wrong with it.</summary>
    public ValueTask<(ReadOnlyMemory<byte> Bytes, ScimError? Error)> Body() => RequestBody.Read(Http.Request, Options.MaxBodyBytes, BodyTypes);

    /// <summary>The body where another limit counts, or what is wrong with it.</summary>
    public ValueTask<(ReadOnlyMemory<byte> Bytes, ScimError? Error)> Body(int limit, string limitName) =>
        RequestBody.Read(Http.Request, limit, BodyTypes, limitName);

    /// <summary>The grain of the resource that the path names, or null when there can be none: no such type, or an id that this server never gave.</summary>
    public IResourceGrain? Resource() => Type is { } type && (UserId ?? Route("id")) is { } id && ResourceIds.CouldBeIssued(id) ? Resource(type, id) : null;

    /// <summary>The answer to a plain GET of the user whom the path names, where his grain lives in this process and has one ready; otherwise null.</summary>
    public ResourceReply? Local() =>
        Locals is not null && !Http.Request.QueryString.HasValue && Http.Request.Headers.IfNoneMatch.Count == 0 && Type is { Name: "User" } type && (UserId ?? Route("id")) is { } id
            ? Locals.Find(new ResourceKey(Tenant, id).ToString(), type, Caller.BaseUri)
            : null;

    /// <summary>The grain of a resource.</summary>
    public IResourceGrain Resource(ResourceType type, string id)
    {
        string key = new ResourceKey(Tenant, id).ToString();
        return type.Name switch
        {
            "User" => Grains.Grain<IUserGrain>(key),
            "Group" => Grains.Grain<IGroupGrain>(key),
            _ => Grains.Grain<ICustomResourceGrain>(key),
        };
    }

    /// <summary>The same request, about a user.</summary>
    public ScimRequest About(string userId) => new()
    {
        Http = Http,
        Tenant = Tenant,
        Sender = Sender,
        UserId = userId,
        Caller = Caller,
        Grains = Grains,
        Names = Names,
        Locals = Locals,
        Options = Options,
        Time = Time,
    };

    /// <summary>The tenant's directory.</summary>
    public IDirectoryGrain Directory() => Grains.Grain<IDirectoryGrain>(ResourceKey.ForDirectory(Tenant).ToString());
}
