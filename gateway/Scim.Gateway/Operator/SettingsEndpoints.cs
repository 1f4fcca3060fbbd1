using Scim.Gateway.Routing;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Operator;

/// <summary>A tenant's settings: read, and changed by JSON merge patch (RFC 7396).</summary>
internal static class SettingsEndpoints
{
    /// <summary>GET of a tenant's settings.</summary>
    public static async Task<Answer> Read(OperatorRequest request) =>
        request.Tenant() is { } tenant ? ToHttp(await tenant.ReadSettings()) : ResultAnswers.NoTenant;

    /// <summary>PATCH of a tenant's settings.</summary>
    public static async Task<Answer> Patch(OperatorRequest request)
    {
        if (request.Tenant() is not { } tenant) return ResultAnswers.NoTenant;
        (ReadOnlyMemory<byte> patch, ScimError? error) = await request.MergePatch();
        if (error is not null) return error;
        Answer answer = ToHttp(await tenant.PatchSettings(new PatchTenantSettings { MergePatch = patch }));
        if (answer.Error is null) Log.SettingsChanged(request.Logger, request.Route("tenant"), request.Http.TraceIdentifier);
        return answer;
    }

    private static Answer ToHttp(ScimResult<TenantSettings> result) =>
        result.Value is { } settings ? ResultAnswers.Ok(settings, OperatorJson.Default.TenantSettings) : result.Error!;
}
