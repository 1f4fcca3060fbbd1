using Scim.Gateway.Http;
using Scim.Gateway.Resources;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Sites;
using Scim.Protocol.Errors;
using static Scim.Gateway.Workplace.WorkplaceRequest;

namespace Scim.Gateway.Workplace.Sites;

/// <summary>The endpoints for roles and the access of users to sites.</summary>
internal static class AccessEndpoints
{
    /// <summary>GET <c>/roles</c>.</summary>
    public static Task<ApiResponse> ListRolesAsync(WorkplaceRequest request) =>
        Task.FromResult(
            JsonResponses.Ok(
                new RoleListBody(request.Caller.Tenant.Settings.Roles),
                SiteJsonContext.Default.RoleListBody
            )
        );

    /// <summary>GET <c>/sites/{siteId}/access/{userId}</c>.</summary>
    public static async Task<ApiResponse> ReadAccessAsync(WorkplaceRequest request)
    {
        if (!ResourceIds.IsWellFormed(request.GetRouteValue("siteId")))
            return SiteEndpoints.SiteNotFound;
        if (!ResourceIds.IsWellFormed(request.GetRouteValue("userId")))
            return UserNotFound;
        ScimResult<SiteAccess> access = await GrainReadRetry.ReadWithRetryAsync(
            request.Time,
            () =>
                GetAccessGrain(request)
                    .GetAccess(
                        request.GetRouteValue("siteId"),
                        request.GetRouteValue("userId"),
                        request.Http.RequestAborted
                    ),
            request.Http.RequestAborted
        );
        return access.Value is { } known
            ? JsonResponses.Ok(new AccessBody(known.Role), SiteJsonContext.Default.AccessBody)
            : access.Error!;
    }

    /// <summary>GET <c>/users/{userId}/sites</c>.</summary>
    public static async Task<ApiResponse> ListUserSitesAsync(WorkplaceRequest request)
    {
        (PageQuery? page, ScimError? error) = PageParameters.ReadPage(request);
        if (page is null)
            return error!;
        if (!ResourceIds.IsWellFormed(request.GetRouteValue("userId")))
            return UserNotFound;
        ScimResult<Page<UserSite>> sites = await GetAccessGrain(request)
            .ListUserSites(request.GetRouteValue("userId"), page, request.Http.RequestAborted);
        if (sites.Value is not { } found)
            return sites.Error!;
        UserSiteBody[] items = [.. found.Items.Select(s => new UserSiteBody(s.Id, s.Name, s.Role))];
        return JsonResponses.Ok(
            new UserSiteListBody(items, PageParameters.EncodeNext(found.Next)),
            SiteJsonContext.Default.UserSiteListBody
        );
    }

    /// <summary>Returns the access grain of the tenant.</summary>
    internal static IAccessGrain GetAccessGrain(WorkplaceRequest request) =>
        request.Grains.GetGrain<IAccessGrain>(ResourceKey.ForAccess(request.Tenant).ToString());
}
