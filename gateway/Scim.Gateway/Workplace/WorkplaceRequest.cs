using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;
using Scim.Gateway.Resources;
using Scim.Gateway.Security;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Groups;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Sessions;
using Scim.GrainInterfaces.Users;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Workplace;

/// <summary>A request of the workplace API whose sender is known.</summary>
internal sealed class WorkplaceRequest
{
    private static readonly string[] BodyTypes = [MediaTypes.Json];

    /// <summary>What is answered for users that do not exist, or whose ids could not.</summary>
    public static ScimError NoUser { get; } = new(ScimErrorKind.NotFound, "There is no such user. He was deleted, or never existed in this tenant.");

    /// <summary>What is answered for groups that do not exist, or whose ids could not.</summary>
    public static ScimError NoGroup { get; } = new(ScimErrorKind.NotFound, "There is no such group. It was deleted, or never existed in this tenant.");

    /// <summary>The request as ASP.NET Core has it.</summary>
    public required HttpContext Http { get; init; }

    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>Who sent it.</summary>
    public required Authenticated Sender { get; init; }

    /// <summary>Who asks, for the grains.</summary>
    public required Caller Caller { get; init; }

    /// <summary>The way to the grains.</summary>
    public required IGrainFactory Grains { get; init; }

    /// <summary>The sessions that grains of this process know to be alive, or null where it has none.</summary>
    public ILocalSessions? LocalSessions { get; init; }

    /// <summary>The installation's settings.</summary>
    public required GatewayOptions Options { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>A parameter of the path, decoded; empty where it is missing.</summary>
    public string Route(string name) => Http.Request.RouteValues[name] as string ?? "";

    /// <summary>A parameter of the query, or null where it is missing or empty.</summary>
    public string? Query(string name) => Http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    /// <summary>The absolute address of a path below the API's base.</summary>
    public string Address(string path) => $"{BaseUri.Root(Options.PublicBaseUrl, Http.Request)}/tenants/{Tenant}/api{path}";

    /// <summary>The body as a JSON object of the members that <typeparamref name="T"/> has.</summary>
    public async ValueTask<(T? Body, ScimError? Error)> Body<T>(JsonTypeInfo<T> type) where T : class
    {
        (ReadOnlyMemory<byte> bytes, ScimError? error) = await Bytes(BodyTypes);
        return error is null ? StrictBody.Read(bytes, type) : (null, error);
    }

    /// <summary>The body in one of the media types, not yet looked at.</summary>
    public ValueTask<(ReadOnlyMemory<byte> Bytes, ScimError? Error)> Bytes(string[] mediaTypes) =>
        RequestBody.Read(Http.Request, Options.MaxBodyBytes, mediaTypes);

    /// <summary>A tenant-wide or resource grain of this tenant.</summary>
    /// <param name="id">What the key names inside the tenant.</param>
    public T Grain<T>(string id) where T : class, IGrainWithStringKey => Grains.Grain<T>(new ResourceKey(Tenant, id).ToString());

    /// <summary>The user whose id the path names, or null when this server never gave such an id.</summary>
    public IUserGrain? User(string parameter = "userId") => ResourceIds.CouldBeIssued(Route(parameter)) ? Grain<IUserGrain>(Route(parameter)) : null;

    /// <summary>The group whose id the path names, or null when this server never gave such an id.</summary>
    public IGroupGrain? Group(string parameter = "groupId") => ResourceIds.CouldBeIssued(Route(parameter)) ? Grain<IGroupGrain>(Route(parameter)) : null;
}
