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
    public static Task<Answer> Roles(WorkplaceRequest request) =>
        Task.FromResult(WorkplaceAnswers.Ok(new RoleListBody(request.Sender.Tenant.Settings.Roles), SiteJson.Default.RoleListBody));

    /// <summary>GET of a user's role on a site.</summary>
    public static async Task<Answer> Read(WorkplaceRequest request)
    {
        if (!ResourceIds.CouldBeIssued(request.Route("siteId"))) return SiteEndpoints.NoSite;
        if (!ResourceIds.CouldBeIssued(request.Route("userId"))) return NoUser;
        ScimResult<SiteAccess> access = await Reads.Ask(
            request.Time, () => Access(request).Of(request.Route("siteId"), request.Route("userId"), request.Http.RequestAborted), request.Http.RequestAborted);
        return access.Value is { } known ? WorkplaceAnswers.Ok(new AccessBody(known.Role), SiteJson.Default.AccessBody) : access.Error!;
    }

    /// <summary>GET of a user's sites.</summary>
    public static async Task<Answer> SitesOf(WorkplaceRequest request)
    {
        (PageQuery? page, ScimError? error) = PageParameters.Read(request);
        if (page is null) return error!;
        if (!ResourceIds.CouldBeIssued(request.Route("userId"))) return NoUser;
        ScimResult<Page<UserSite>> sites = await Access(request).SitesOf(request.Route("userId"), page, request.Http.RequestAborted);
        if (sites.Value is not { } found) return sites.Error!;
        UserSiteBody[] items = [.. found.Items.Select(s => new UserSiteBody(s.Id, s.Name, s.Role))];
        return WorkplaceAnswers.Ok(new UserSiteListBody(items, PageParameters.Next(found.Next)), SiteJson.Default.UserSiteListBody);
    }

    /// <summary>The grain that knows.</summary>
    internal static IAccessGrain Access(WorkplaceRequest request) => request.Grains.GetGrain<IAccessGrain>(ResourceKey.ForAccess(request.Tenant).ToString());
}
