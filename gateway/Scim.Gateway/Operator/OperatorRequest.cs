using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Scim.Gateway.Configuration;
using Scim.Gateway.Http;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Operator;

/// <summary>An authenticated request of the operator API.</summary>
internal sealed class OperatorRequest
{
    private static readonly string[] BodyTypes = [MediaTypes.Json];
    private static readonly string[] MergePatchTypes = [MediaTypes.MergePatch, MediaTypes.Json];

    /// <summary>The HTTP context.</summary>
    public required HttpContext Http { get; init; }

    /// <summary>The grain factory.</summary>
    public required IGrainFactory Grains { get; init; }

    /// <summary>The options of the gateway.</summary>
    public required GatewayOptions Options { get; init; }

    /// <summary>The log that records the operator's changes.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>Returns a decoded route value, or the empty string if it is missing.</summary>
    public string GetRouteValue(string name) => Http.Request.RouteValues[name] as string ?? "";

    /// <summary>Returns the grain of the tenant in the path, or null if its id is not valid.</summary>
    public ITenantGrain? GetTenantGrain() =>
        TenantId.IsValid(GetRouteValue("tenant")) ? GetTenantGrain(GetRouteValue("tenant")) : null;

    /// <summary>Returns the grain of a tenant.</summary>
    public ITenantGrain GetTenantGrain(string id) =>
        Grains.GetGrain<ITenantGrain>(ResourceKey.ForTenant(id).ToString());

    /// <summary>Returns the schema grain of the tenant in the path, or null if its id is not valid.</summary>
    public ITenantSchemaGrain? GetSchemaGrain() =>
        TenantId.IsValid(GetRouteValue("tenant"))
            ? Grains.GetGrain<ITenantSchemaGrain>(ResourceKey.ForTenant(GetRouteValue("tenant")).ToString())
            : null;

    /// <summary>Returns the absolute URL of a path of this service.</summary>
    public string FormatLocation(string path) => BaseUri.FormatServerUri(Options.PublicBaseUrl, Http.Request) + path;

    /// <summary>Reads the body as a JSON object with the members of <typeparamref name="T"/>.</summary>
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

    /// <summary>Reads the body of a merge patch without parsing it.</summary>
    public ValueTask<(ReadOnlyMemory<byte> Bytes, ScimError? Error)> ReadMergePatchAsync() =>
        RequestBody.ReadBodyAsync(Http.Request, Options.MaxBodyBytes, MergePatchTypes);
}
