using System.Globalization;
using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Operator;

/// <summary>Creates, lists, reads, changes and deletes tenants.</summary>
internal static class TenantEndpoints
{
    private const int MaxPageSize = 1000;

    /// <summary>POST <c>/operator/tenants</c>.</summary>
    public static async Task<ApiResponse> CreateTenantAsync(OperatorRequest request)
    {
        (CreateTenantBody? body, ScimError? error) = await request.ReadBodyAsync(
            OperatorJsonContext.Default.CreateTenantBody
        );
        if (body is null)
            return error!;

        // Validate the id before it becomes part of a grain key.
        if (!TenantId.IsValid(body.Id))
            return new ScimError(ScimErrorKind.InvalidValue, $"id is not valid. {TenantId.Rule}");
        if (StrictJsonReader.CheckText("displayName", body.DisplayName) is { } wrong)
            return wrong;
        ScimResult<TenantInfo> result = await request
            .GetTenantGrain(body.Id!)
            .Create(new CreateTenant { DisplayName = body.DisplayName ?? "" });
        if (result.Value is not { } created)
            return result.Error!;
        Log.TenantCreated(request.Logger, created.Id, request.Http.TraceIdentifier);
        return JsonResponses.Created(
            TenantBody.FromInfo(created),
            OperatorJsonContext.Default.TenantBody,
            request.FormatLocation($"/operator/tenants/{created.Id}")
        );
    }

    /// <summary>
    /// GET <c>/operator/tenants</c>: at most <c>count</c> tenants (1 to 1000, default 1000) after the id <c>after</c>.
    /// </summary>
    /// <remarks>A full page has a <c>next</c>, but the page after it may be empty.</remarks>
    public static async Task<ApiResponse> ListTenantsAsync(OperatorRequest request)
    {
        IQueryCollection query = request.Http.Request.Query;
        int count = MaxPageSize;
        if (
            query.TryGetValue("count", out var given)
            && (
                !int.TryParse(given.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out count)
                || count is < 1 or > MaxPageSize
            )
        )
            return new ScimError(ScimErrorKind.InvalidValue, $"count must be a whole number from 1 to {MaxPageSize}.");

        string after = query["after"].ToString();
        if (after.Length > 0 && !TenantId.IsValid(after))
            return new ScimError(ScimErrorKind.InvalidValue, "after must be the `next` value from the previous page.");
        IReadOnlyList<TenantInfo> tenants = await request
            .Grains.GetGrain<ITenantCatalogGrain>(0)
            .ListTenants(after, count);
        return JsonResponses.Ok(
            new TenantListBody(
                [.. tenants.Select(TenantBody.FromInfo)],
                tenants.Count == count ? tenants[^1].Id : null
            ),
            OperatorJsonContext.Default.TenantListBody
        );
    }

    /// <summary>GET <c>/operator/tenants/{tenant}</c>.</summary>
    public static async Task<ApiResponse> ReadTenantAsync(OperatorRequest request)
    {
        if (request.GetTenantGrain() is not { } tenant)
            return OperatorResponses.TenantNotFound;
        ScimResult<TenantInfo> result = await tenant.Read();
        return result.Value is { } info
            ? JsonResponses.Ok(TenantBody.FromInfo(info), OperatorJsonContext.Default.TenantBody)
            : result.Error!;
    }

    /// <summary>PATCH <c>/operator/tenants/{tenant}</c>: changes the name, suspends or resumes the tenant.</summary>
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
        return JsonResponses.Ok(TenantBody.FromInfo(info), OperatorJsonContext.Default.TenantBody);
    }

    /// <summary>DELETE <c>/operator/tenants/{tenant}</c>: deletes the tenant and all its data.</summary>
    public static async Task<ApiResponse> DeleteTenantAsync(OperatorRequest request)
    {
        if (request.GetTenantGrain() is not { } tenant)
            return OperatorResponses.TenantNotFound;
        ScimResult<Unit> result = await tenant.Delete();
        if (result.Error is { } error)
            return error;
        Log.TenantDeleted(request.Logger, request.GetRouteValue("tenant"), request.Http.TraceIdentifier);
        return ApiResponse.NoContent;
    }
}
