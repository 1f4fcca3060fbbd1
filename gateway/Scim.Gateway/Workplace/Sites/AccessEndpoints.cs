using Scim.Gateway.Http;
using Scim.Gateway.Resources;
using Scim.Gateway.Routing;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Sites;
using Scim.Protocol.Errors;
using static Scim.Gateway.Workplace.WorkplaceRequest;

namespace Scim.Gateway.Workplace.Sites;

/// <summary>What a user may do where.</summary>
internal static class AccessEndpoints
{
    /// <summary>GET of the tenant's roles.</summary>
    public static Task<ApiResponse> ListRolesAsync(WorkplaceRequest request) =>
        Task.FromResult(
            WorkplaceResponses.Ok(
                new RoleListBody(request.Caller.Tenant.Settings.Roles),
                SiteJsonContext.Default.RoleListBody
            )
        );

    /// <summary>GET of a user's role on a site.</summary>
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
            ? WorkplaceResponses.Ok(new AccessBody(known.Role), SiteJsonContext.Default.AccessBody)
            : access.Error!;
    }

    /// <summary>GET of a user's sites.</summary>
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
        return WorkplaceResponses.Ok(
            new UserSiteListBody(items, PageParameters.EncodeNext(found.Next)),
            SiteJsonContext.Default.UserSiteListBody
        );
    }

    /// <summary>The grain that knows.</summary>
    internal static IAccessGrain GetAccessGrain(WorkplaceRequest request) =>
        request.Grains.GetGrain<IAccessGrain>(ResourceKey.ForAccess(request.Tenant).ToString());
}
