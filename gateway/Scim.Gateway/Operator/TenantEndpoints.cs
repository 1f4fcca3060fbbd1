using System.Globalization;
using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Operator;

/// <summary>Tenants: made, listed, read, deleted.</summary>
internal static class TenantEndpoints
{
    private const int MaxPageSize = 1000;

    /// <summary>POST to <c>/operator/tenants</c>.</summary>
    public static async Task<ApiResponse> CreateTenantAsync(OperatorRequest request)
    {
        (CreateTenantBody? body, ScimError? error) = await request.ReadBodyAsync(
            OperatorJsonContext.Default.CreateTenantBody
        );
        if (body is null)
            return error!;

        // Before the id becomes part of a grain's key.
        if (!TenantId.IsValid(body.Id))
            return new ScimError(ScimErrorKind.InvalidValue, $"id: {TenantId.Rule}");
        if (StrictJsonReader.CheckText("displayName", body.DisplayName) is { } wrong)
            return wrong;
        ScimResult<TenantInfo> result = await request
            .GetTenantGrain(body.Id!)
            .Create(new CreateTenant { DisplayName = body.DisplayName ?? "" });
        if (result.Value is not { } created)
            return result.Error!;
        Log.TenantCreated(request.Logger, created.Id, request.Http.TraceIdentifier);
        return OperatorResponses.Created(
            TenantBody.FromInfo(created),
            OperatorJsonContext.Default.TenantBody,
            request.FormatLocation($"/operator/tenants/{created.Id}")
        );
    }

    /// <summary>
    /// GET of <c>/operator/tenants</c>: at most <c>count</c> tenants (1 to 1000, 1000 unless given) behind the id
    /// <c>after</c>. A full page names where the next one begins, which may turn out to be empty.
    /// </summary>
    public static async Task<ApiResponse> ListTenantsAsync(OperatorRequest request)
    {
        IQueryCollection query = request.Http.Request.Query;
        int count = MaxPageSize;
        if (
            query.TryGetValue("count", out var given)
            && (
                !int.TryParse(
                    given.ToString(),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out count
                ) || count is < 1 or > MaxPageSize
            )
        )
            return new ScimError(
                ScimErrorKind.InvalidValue,
                $"count must be a whole number from 1 to {MaxPageSize}."
            );

        string after = query["after"].ToString();
        if (after.Length > 0 && !TenantId.IsValid(after))
            return new ScimError(
                ScimErrorKind.InvalidValue,
                "after must be the next of the page before."
            );
        IReadOnlyList<TenantInfo> tenants = await request
            .Grains.GetGrain<ITenantCatalogGrain>(0)
            .ListTenants(after, count);
        return OperatorResponses.Ok(
            new TenantListBody(
                [.. tenants.Select(TenantBody.FromInfo)],
                tenants.Count == count ? tenants[^1].Id : null
            ),
            OperatorJsonContext.Default.TenantListBody
        );
    }

    /// <summary>GET of a tenant.</summary>
    public static async Task<ApiResponse> ReadTenantAsync(OperatorRequest request)
    {
        if (request.GetTenantGrain() is not { } tenant)
            return OperatorResponses.TenantNotFound;
        ScimResult<TenantInfo> result = await tenant.Read();
        return result.Value is { } info
            ? OperatorResponses.Ok(
                TenantBody.FromInfo(info),
                OperatorJsonContext.Default.TenantBody
            )
            : result.Error!;
    }

    /// <summary>PATCH of a tenant: its name, or whether it is suspended.</summary>
    public static async Task<ApiResponse> UpdateTenantAsync(OperatorRequest request)
    {
        if (request.GetTenantGrain() is not { } tenant)
            return OperatorResponses.TenantNotFound;
        (UpdateTenantBody? body, ScimError? error) = await request.ReadBodyAsync(
            OperatorJsonContext.Default.UpdateTenantBody
        );
        if (body is null)
            return error!;
        if (StrictJsonReader.CheckText("displayName", body.DisplayName) is { } wrong)
            return wrong;
        ScimResult<TenantInfo> result = await tenant.Update(
            new UpdateTenant { DisplayName = body.DisplayName, State = body.State }
        );
        if (result.Value is not { } info)
            return result.Error!;
        Log.TenantUpdated(request.Logger, info.Id, info.State, request.Http.TraceIdentifier);
        return OperatorResponses.Ok(
            TenantBody.FromInfo(info),
            OperatorJsonContext.Default.TenantBody
        );
    }

    /// <summary>DELETE of a tenant with everything in it.</summary>
    public static async Task<ApiResponse> DeleteTenantAsync(OperatorRequest request)
    {
        if (request.GetTenantGrain() is not { } tenant)
            return OperatorResponses.TenantNotFound;
        ScimResult<Unit> result = await tenant.Delete();
        if (result.Error is { } error)
            return error;
        Log.TenantDeleted(
            request.Logger,
            request.GetRouteValue("tenant"),
            request.Http.TraceIdentifier
        );
        return ApiResponse.NoContent;
    }
}
