using Scim.Gateway.Http;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Operator;

/// <summary>Reads the settings of a tenant, and changes them by JSON merge patch (RFC 7396).</summary>
internal static class SettingsEndpoints
{
    /// <summary>GET <c>/operator/tenants/{tenant}/settings</c>.</summary>
    public static async Task<ApiResponse> ReadSettingsAsync(OperatorRequest request) =>
        request.GetTenantGrain() is { } tenant ? ToHttp(await tenant.ReadSettings()) : OperatorResponses.TenantNotFound;

    /// <summary>PATCH <c>/operator/tenants/{tenant}/settings</c>.</summary>
    public static async Task<ApiResponse> PatchSettingsAsync(OperatorRequest request)
    {
        if (request.GetTenantGrain() is not { } tenant)
            return OperatorResponses.TenantNotFound;
        (ReadOnlyMemory<byte> patch, ScimError? error) = await request.ReadMergePatchAsync();
        if (error is not null)
            return error;
        ApiResponse answer = ToHttp(await tenant.PatchSettings(new PatchTenantSettings { MergePatch = patch }));
        if (answer.Error is null)
            Log.SettingsChanged(request.Logger, request.GetRouteValue("tenant"), request.Http.TraceIdentifier);
        return answer;
    }

    private static ApiResponse ToHttp(ScimResult<TenantSettings> result) =>
        result.Value is { } settings
            ? JsonResponses.Ok(settings, OperatorJsonContext.Default.TenantSettings)
            : result.Error!;
}
