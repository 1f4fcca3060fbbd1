using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Scim.Gateway.Configuration;
using Scim.Gateway.Http;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Operator;

/// <summary>A request of the operator.</summary>
internal sealed class OperatorRequest
{
    private static readonly string[] BodyTypes = [MediaTypes.Json];
    private static readonly string[] MergePatchTypes = [MediaTypes.MergePatch, MediaTypes.Json];

    /// <summary>The request as ASP.NET Core has it.</summary>
    public required HttpContext Http { get; init; }

    /// <summary>The way to the grains.</summary>
    public required IGrainFactory Grains { get; init; }

    /// <summary>The installation's settings.</summary>
    public required GatewayOptions Options { get; init; }

    /// <summary>Where the operator's acts are recorded.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>A parameter of the path, decoded; empty where it is missing.</summary>
    public string GetRouteValue(string name) => Http.Request.RouteValues[name] as string ?? "";

    /// <summary>The tenant that the path names, or null when there can be none of that id.</summary>
    public ITenantGrain? GetTenantGrain() =>
        TenantId.IsValid(GetRouteValue("tenant")) ? GetTenantGrain(GetRouteValue("tenant")) : null;

    /// <summary>A tenant's grain.</summary>
    public ITenantGrain GetTenantGrain(string id) =>
        Grains.GetGrain<ITenantGrain>(ResourceKey.ForTenant(id).ToString());

    /// <summary>The schemas of the tenant that the path names, or null when there can be none of that id.</summary>
    public ITenantSchemaGrain? GetSchemaGrain() =>
        TenantId.IsValid(GetRouteValue("tenant"))
            ? Grains.GetGrain<ITenantSchemaGrain>(
                ResourceKey.ForTenant(GetRouteValue("tenant")).ToString()
            )
            : null;

    /// <summary>The absolute address of a path of this service.</summary>
    public string FormatLocation(string path) =>
        BaseUri.FormatServerUri(Options.PublicBaseUrl, Http.Request) + path;

    /// <summary>The body as a JSON object of the members that <typeparamref name="T"/> has.</summary>
    public async ValueTask<(T? Body, ScimError? Error)> ReadBodyAsync<T>(JsonTypeInfo<T> type)
        where T : class
    {
        (ReadOnlyMemory<byte> bytes, ScimError? error) = await RequestBody.ReadBodyAsync(
            Http.Request,
            Options.MaxBodyBytes,
            BodyTypes
        );
        return error is null ? StrictJsonReader.ReadObject(bytes, type) : (null, error);
    }

    /// <summary>The body of a merge patch, not yet looked at.</summary>
    public ValueTask<(ReadOnlyMemory<byte> Bytes, ScimError? Error)> ReadMergePatchAsync() =>
        RequestBody.ReadBodyAsync(Http.Request, Options.MaxBodyBytes, MergePatchTypes);
}
