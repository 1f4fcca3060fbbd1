using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Scim.Gateway.Configuration;
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
    public static ScimError UserNotFound { get; } =
        new(
            ScimErrorKind.NotFound,
            "There is no such user. He was deleted, or never existed in this tenant."
        );

    /// <summary>What is answered for groups that do not exist, or whose ids could not.</summary>
    public static ScimError GroupNotFound { get; } =
        new(
            ScimErrorKind.NotFound,
            "There is no such group. It was deleted, or never existed in this tenant."
        );

    /// <summary>The request as ASP.NET Core has it.</summary>
    public required HttpContext Http { get; init; }

    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>Who sent it.</summary>
    public required AuthenticatedCaller Caller { get; init; }

    /// <summary>Who asks, for the grains.</summary>
    public required RequestOrigin Origin { get; init; }

    /// <summary>The way to the grains.</summary>
    public required IGrainFactory Grains { get; init; }

    /// <summary>The sessions that grains of this process know to be alive, or null where it has none.</summary>
    public ISessionCache? SessionCache { get; init; }

    /// <summary>The installation's settings.</summary>
    public required GatewayOptions Options { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>A parameter of the path, decoded; empty where it is missing.</summary>
    public string GetRouteValue(string name) => Http.Request.RouteValues[name] as string ?? "";

    /// <summary>A parameter of the query, or null where it is missing or empty.</summary>
    public string? GetQueryValue(string name) =>
        Http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    /// <summary>The absolute address of a path below the API's base.</summary>
    public string FormatLocation(string path) =>
        $"{BaseUri.FormatServerUri(Options.PublicBaseUrl, Http.Request)}/tenants/{Tenant}/api{path}";

    /// <summary>The body as a JSON object of the members that <typeparamref name="T"/> has.</summary>
    public async ValueTask<(T? Body, ScimError? Error)> ReadBodyAsync<T>(JsonTypeInfo<T> type)
        where T : class
    {
        (ReadOnlyMemory<byte> bytes, ScimError? error) = await ReadBytesAsync(BodyTypes);
        return error is null ? StrictJsonReader.ReadObject(bytes, type) : (null, error);
    }

    /// <summary>The body in one of the media types, not yet looked at.</summary>
    public ValueTask<(ReadOnlyMemory<byte> Bytes, ScimError? Error)> ReadBytesAsync(
        string[] mediaTypes
    ) => RequestBody.ReadBodyAsync(Http.Request, Options.MaxBodyBytes, mediaTypes);

    /// <summary>A tenant-wide or resource grain of this tenant.</summary>
    /// <param name="id">What the key names inside the tenant.</param>
    public T GetGrain<T>(string id)
        where T : class, IGrainWithStringKey =>
        Grains.GetGrainReference<T>(new ResourceKey(Tenant, id).ToString());

    /// <summary>The user whose id the path names, or null when this server never gave such an id.</summary>
    public IUserGrain? GetUserGrain(string parameter = "userId") =>
        ResourceIds.IsWellFormed(GetRouteValue(parameter))
            ? GetGrain<IUserGrain>(GetRouteValue(parameter))
            : null;

    /// <summary>The group whose id the path names, or null when this server never gave such an id.</summary>
    public IGroupGrain? GetGroupGrain(string parameter = "groupId") =>
        ResourceIds.IsWellFormed(GetRouteValue(parameter))
            ? GetGrain<IGroupGrain>(GetRouteValue(parameter))
            : null;
}
