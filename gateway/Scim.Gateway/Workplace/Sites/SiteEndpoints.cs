using Scim.Gateway.Http;
using Scim.Gateway.Resources;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Sites;
using Scim.Protocol.Errors;
using static Scim.Gateway.Workplace.WorkplaceRequest;

namespace Scim.Gateway.Workplace.Sites;

/// <summary>The endpoints for sites and their permissions.</summary>
internal static class SiteEndpoints
{
    /// <summary>The 404 error for site ids that do not exist or are malformed.</summary>
    public static ScimError SiteNotFound { get; } =
        new(
            ScimErrorKind.NotFound,
            "Site not found in this tenant. It may have been deleted. GET /sites lists the sites."
        );

    /// <summary>GET <c>/sites</c>.</summary>
    public static async Task<ApiResponse> ListSitesAsync(WorkplaceRequest request)
    {
        (PageQuery? page, ScimError? error) = PageParameters.ReadPage(request);
        if (page is null)
            return error!;
        ScimResult<Page<SiteInfo>> sites = await AccessEndpoints
            .GetAccessGrain(request)
            .ListSites(page, request.Http.RequestAborted);
        return sites.Value is { } found
            ? JsonResponses.Ok(
                new SiteListBody([.. found.Items.Select(ToBody)], PageParameters.EncodeNext(found.Next)),
                SiteJsonContext.Default.SiteListBody
            )
            : sites.Error!;
    }

    /// <summary>POST <c>/sites</c>.</summary>
    public static async Task<ApiResponse> CreateSiteAsync(WorkplaceRequest request)
    {
        (SiteNameBody? body, ScimError? error) = await request.ReadBodyAsync(SiteJsonContext.Default.SiteNameBody);
        if (body is null)
            return error!;
        string id = ResourceIds.CreateId(request.Time);
        ScimResult<SiteInfo> created = await request
            .GetGrain<ISiteGrain>(id)
            .Create(new CreateSite { Origin = request.Origin, Name = body.Name ?? "" }, request.Http.RequestAborted);
        return created.Value is { } site
            ? JsonResponses.Created(
                ToBody(site),
                SiteJsonContext.Default.SiteBody,
                request.FormatLocation($"/sites/{site.Id}")
            )
            : created.Error!;
    }

    /// <summary>GET <c>/sites/{siteId}</c>.</summary>
    public static async Task<ApiResponse> ReadSiteAsync(WorkplaceRequest request) =>
        GetSiteGrain(request) is { } site
            ? ToHttp(
                await GrainReadRetry.ReadWithRetryAsync(
                    request.Time,
                    () => site.Read(request.Http.RequestAborted),
                    request.Http.RequestAborted
                )
            )
            : SiteNotFound;

    /// <summary>PATCH <c>/sites/{siteId}</c>.</summary>
    public static async Task<ApiResponse> RenameSiteAsync(WorkplaceRequest request)
    {
        if (GetSiteGrain(request) is not { } site)
            return SiteNotFound;
        (SiteNameBody? body, ScimError? error) = await request.ReadBodyAsync(SiteJsonContext.Default.SiteNameBody);
        return body is null
            ? error!
            : ToHttp(
                await site.Rename(
                    new RenameSite { Origin = request.Origin, Name = body.Name ?? "" },
                    request.Http.RequestAborted
                )
            );
    }

    /// <summary>DELETE <c>/sites/{siteId}</c>.</summary>
    public static async Task<ApiResponse> DeleteSiteAsync(WorkplaceRequest request) =>
        GetSiteGrain(request) is { } site
            ? (await site.Delete(new DeleteSite { Origin = request.Origin }, request.Http.RequestAborted)).ToHttp()
            : SiteNotFound;

    /// <summary>GET <c>/sites/{siteId}/permissions</c>.</summary>
    public static async Task<ApiResponse> ListPermissionsAsync(WorkplaceRequest request)
    {
        (PageQuery? page, ScimError? error) = PageParameters.ReadPage(request);
        if (page is null)
            return error!;
        if (!ResourceIds.IsWellFormed(request.GetRouteValue("siteId")))
            return SiteNotFound;
        ScimResult<Page<SiteGrant>> permissions = await AccessEndpoints
            .GetAccessGrain(request)
            .ListSiteGrants(request.GetRouteValue("siteId"), page, request.Http.RequestAborted);
        if (permissions.Value is not { } found)
            return permissions.Error!;
        PermissionBody[] items = [.. found.Items.Select(p => new PermissionBody(p.GroupId, p.GroupName, p.Role))];
        return JsonResponses.Ok(
            new PermissionListBody(items, PageParameters.EncodeNext(found.Next)),
            SiteJsonContext.Default.PermissionListBody
        );
    }

    /// <summary>PUT <c>/sites/{siteId}/permissions/{groupId}</c>.</summary>
    public static async Task<ApiResponse> GrantRoleAsync(WorkplaceRequest request)
    {
        if (GetSiteGrain(request) is not { } site)
            return SiteNotFound;
        if (!ResourceIds.IsWellFormed(request.GetRouteValue("groupId")))
            return GroupNotFound;
        (RoleBody? body, ScimError? error) = await request.ReadBodyAsync(SiteJsonContext.Default.RoleBody);
        if (body is null)
            return error!;
        var command = new GrantSiteRole
        {
            Origin = request.Origin,
            GroupId = request.GetRouteValue("groupId"),
            Role = body.Role ?? "",
        };
        return (await site.GrantRole(command, request.Http.RequestAborted)).ToHttp();
    }

    /// <summary>DELETE <c>/sites/{siteId}/permissions/{groupId}</c>.</summary>
    public static async Task<ApiResponse> RevokeRoleAsync(WorkplaceRequest request)
    {
        if (GetSiteGrain(request) is not { } site)
            return SiteNotFound;
        if (!ResourceIds.IsWellFormed(request.GetRouteValue("groupId")))
            return GroupNotFound;
        return (
            await site.RevokeRole(
                new RevokeSiteRole { Origin = request.Origin, GroupId = request.GetRouteValue("groupId") },
                request.Http.RequestAborted
            )
        ).ToHttp();
    }

    private static ISiteGrain? GetSiteGrain(WorkplaceRequest request) =>
        ResourceIds.IsWellFormed(request.GetRouteValue("siteId"))
            ? request.GetGrain<ISiteGrain>(request.GetRouteValue("siteId"))
            : null;

    private static ApiResponse ToHttp(ScimResult<SiteInfo> result) =>
        result.Value is { } site ? JsonResponses.Ok(ToBody(site), SiteJsonContext.Default.SiteBody) : result.Error!;

    private static SiteBody ToBody(SiteInfo site) => new(site.Id, site.Name);
}
