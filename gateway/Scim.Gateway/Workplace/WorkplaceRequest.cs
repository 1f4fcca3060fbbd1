using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Scim.Gateway.Configuration;
using Scim.Gateway.Http;
using Scim.Gateway.Resources;
using Scim.Gateway.Security;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Sessions;
using Scim.GrainInterfaces.Users;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Workplace;

/// <summary>An authenticated request of the workplace API.</summary>
internal sealed class WorkplaceRequest
{
    private static readonly string[] BodyTypes = [MediaTypes.Json];

    /// <summary>The 404 error for user ids that do not exist or are malformed.</summary>
    public static ScimError UserNotFound { get; } =
        new(ScimErrorKind.NotFound, "User not found in this tenant. The user may have been deleted.");

    /// <summary>The 404 error for group ids that do not exist or are malformed.</summary>
    public static ScimError GroupNotFound { get; } =
        new(ScimErrorKind.NotFound, "Group not found in this tenant. The group may have been deleted.");

    /// <summary>The HTTP context.</summary>
    public required HttpContext Http { get; init; }

    /// <summary>The tenant id.</summary>
    public required string Tenant { get; init; }

    /// <summary>The authenticated caller.</summary>
    public required AuthenticatedCaller Caller { get; init; }

    /// <summary>The origin of the request, for the grains.</summary>
    public required RequestOrigin Origin { get; init; }

    /// <summary>The grain factory.</summary>
    public required IGrainFactory Grains { get; init; }

    /// <summary>The cache of live sessions of grains in this process, or null in a process without grains.</summary>
    public ISessionCache? SessionCache { get; init; }

    /// <summary>The options of the gateway.</summary>
    public required GatewayOptions Options { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Returns a decoded route value, or the empty string if it is missing.</summary>
    public string GetRouteValue(string name) => Http.Request.RouteValues[name] as string ?? "";

    /// <summary>Returns a query parameter, or null if it is missing or empty.</summary>
    public string? GetQueryValue(string name) =>
        Http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    /// <summary>Returns the absolute URL of a path below the base path of the API.</summary>
    public string FormatLocation(string path) =>
        $"{BaseUri.FormatServerUri(Options.PublicBaseUrl, Http.Request)}/tenants/{Tenant}/api{path}";

    /// <summary>Reads the body as a JSON object with the members of <typeparamref name="T"/>.</summary>
    public async ValueTask<(T? Body, ScimError? Error)> ReadBodyAsync<T>(JsonTypeInfo<T> type)
        where T : class
    {
        (ReadOnlyMemory<byte> bytes, ScimError? error) = await ReadBytesAsync(BodyTypes);
        return error is null ? StrictJsonReader.ReadObject(bytes, type) : (null, error);
    }

    /// <summary>Reads the body in one of the media types without parsing it.</summary>
    public ValueTask<(ReadOnlyMemory<byte> Bytes, ScimError? Error)> ReadBytesAsync(string[] mediaTypes) =>
        RequestBody.ReadBodyAsync(Http.Request, Options.MaxBodyBytes, mediaTypes);

    /// <summary>Returns a grain of this tenant.</summary>
    /// <typeparam name="T">The grain interface.</typeparam>
    /// <param name="id">The id in the grain key.</param>
    public T GetGrain<T>(string id)
        where T : class, IGrainWithStringKey => Grains.GetGrainReference<T>(new ResourceKey(Tenant, id).ToString());

    /// <summary>Returns the grain of the user in the path, or null if the id cannot be one of this service.</summary>
    public IUserGrain? GetUserGrain(string parameter = "userId") =>
        ResourceIds.IsWellFormed(GetRouteValue(parameter)) ? GetGrain<IUserGrain>(GetRouteValue(parameter)) : null;

    /// <summary>Returns the grain of the group in the path, or null if the id cannot be one of this service.</summary>
    public IGroupGrain? GetGroupGrain(string parameter = "groupId") =>
        ResourceIds.IsWellFormed(GetRouteValue(parameter)) ? GetGrain<IGroupGrain>(GetRouteValue(parameter)) : null;
}
