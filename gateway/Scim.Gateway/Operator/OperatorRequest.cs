using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
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
    public string Route(string name) => Http.Request.RouteValues[name] as string ?? "";

    /// <summary>The tenant that the path names, or null when there can be none of that id.</summary>
    public ITenantGrain? Tenant() => TenantId.IsValid(Route("tenant")) ? Tenant(Route("tenant")) : null;

    /// <summary>A tenant's grain.</summary>
    public ITenantGrain Tenant(string id) => Grains.GetGrain<ITenantGrain>(ResourceKey.ForTenant(id).ToString());

    /// <summary>The schemas of the tenant that the path names, or null when there can be none of that id.</summary>
    public ITenantSchemaGrain? Schemas() =>
        TenantId.IsValid(Route("tenant")) ? Grains.GetGrain<ITenantSchemaGrain>(ResourceKey.ForTenant(Route("tenant")).ToString()) : null;

    /// <summary>The absolute address of a path of this service.</summary>
    public string Address(string path) => BaseUri.Root(Options.PublicBaseUrl, Http.Request) + path;

    /// <summary>The body as a JSON object of the members that <typeparamref name="T"/> has.</summary>
    public async ValueTask<(T? Body, ScimError? Error)> Body<T>(JsonTypeInfo<T> type) where T : class
    {
        (ReadOnlyMemory<byte> bytes, ScimError? error) = await RequestBody.Read(Http.Request, Options.MaxBodyBytes, BodyTypes);
        return error is null ? StrictBody.Read(bytes, type) : (null, error);
    }

    /// <summary>The body of a merge patch, not yet looked at.</summary>
    public ValueTask<(ReadOnlyMemory<byte> Bytes, ScimError? Error)> MergePatch() => RequestBody.Read(Http.Request, Options.MaxBodyBytes, MergePatchTypes);
}
