using Scim.Gateway.Resources;
using Scim.Gateway.Routing;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Sites;
using Scim.Protocol.Errors;
using static Scim.Gateway.Workplace.WorkplaceRequest;

namespace Scim.Gateway.Workplace.Sites;

/// <summary>Sites and their permissions.</summary>
internal static class SiteEndpoints
{
    /// <summary>What is answered for sites that do not exist, or whose ids could not.</summary>
    public static ScimError NoSite { get; } = new(ScimErrorKind.NotFound, "There is no such site. It was deleted, or never existed in this tenant.");

    /// <summary>GET of the list.</summary>
    public static async Task<Answer> List(WorkplaceRequest request)
    {
        (PageQuery? page, ScimError? error) = PageParameters.Read(request);
        if (page is null) return error!;
        ScimResult<Page<SiteInfo>> sites = await AccessEndpoints.Access(request).Sites(page, request.Http.RequestAborted);
        return sites.Value is { } found
            ? WorkplaceAnswers.Ok(new SiteListBody([.. found.Items.Select(Body)], PageParameters.Next(found.Next)), SiteJson.Default.SiteListBody)
            : sites.Error!;
    }

    /// <summary>POST of a new site.</summary>
    public static async Task<Answer> Create(WorkplaceRequest request)
    {
        (SiteNameBody? body, ScimError? error) = await request.Body(SiteJson.Default.SiteNameBody);
        if (body is null) return error!;
        string id = ResourceIds.New(request.Time);
        ScimResult<SiteInfo> created = await request.Grain<ISiteGrain>(id).Create(new CreateSite { Caller = request.Caller, Name = body.Name ?? "" }, request.Http.RequestAborted);
        return created.Value is { } site
            ? WorkplaceAnswers.Created(Body(site), SiteJson.Default.SiteBody, request.Address($"/sites/{site.Id}"))
            : created.Error!;
    }

    /// <summary>GET of one.</summary>
    public static async Task<Answer> Read(WorkplaceRequest request) =>
        Site(request) is { } site ? ToHttp(await Reads.Ask(request.Time, () => site.Read(request.Http.RequestAborted), request.Http.RequestAborted)) : NoSite;

    /// <summary>PATCH of a name.</summary>
    public static async Task<Answer> Rename(WorkplaceRequest request)
    {
        if (Site(request) is not { } site) return NoSite;
        (SiteNameBody? body, ScimError? error) = await request.Body(SiteJson.Default.SiteNameBody);
        return body is null ? error! : ToHttp(await site.Rename(new RenameSite { Caller = request.Caller, Name = body.Name ?? "" }, request.Http.RequestAborted));
    }

    /// <summary>DELETE of one.</summary>
    public static async Task<Answer> Delete(WorkplaceRequest request) => Site(request) is { } site
        ? WorkplaceAnswers.NoContent(await site.Delete(new DeleteSite { Caller = request.Caller }, request.Http.RequestAborted))
        : NoSite;

    /// <summary>GET of the permissions.</summary>
    public static async Task<Answer> Permissions(WorkplaceRequest request)
    {
        (PageQuery? page, ScimError? error) = PageParameters.Read(request);
        if (page is null) return error!;
        if (!ResourceIds.CouldBeIssued(request.Route("siteId"))) return NoSite;
        ScimResult<Page<SiteGrant>> permissions = await AccessEndpoints.Access(request).Permissions(request.Route("siteId"), page, request.Http.RequestAborted);
        if (permissions.Value is not { } found) return permissions.Error!;
        PermissionBody[] items = [.. found.Items.Select(p => new PermissionBody(p.GroupId, p.GroupName, p.Role))];
        return WorkplaceAnswers.Ok(new PermissionListBody(items, PageParameters.Next(found.Next)), SiteJson.Default.PermissionListBody);
    }

    /// <summary>PUT of a group's role.</summary>
    public static async Task<Answer> Permit(WorkplaceRequest request)
    {
        if (Site(request) is not { } site) return NoSite;
        if (!ResourceIds.CouldBeIssued(request.Route("groupId"))) return NoGroup;
        (RoleBody? body, ScimError? error) = await request.Body(SiteJson.Default.RoleBody);
        if (body is null) return error!;
        var command = new PermitGroup { Caller = request.Caller, GroupId = request.Route("groupId"), Role = body.Role ?? "" };
        return WorkplaceAnswers.NoContent(await site.Permit(command, request.Http.RequestAborted));
    }

    /// <summary>DELETE of a group's role.</summary>
    public static async Task<Answer> Forbid(WorkplaceRequest request)
    {
        if (Site(request) is not { } site) return NoSite;
        if (!ResourceIds.CouldBeIssued(request.Route("groupId"))) return NoGroup;
        return WorkplaceAnswers.NoContent(
            await site.Forbid(new ForbidGroup { Caller = request.Caller, GroupId = request.Route("groupId") }, request.Http.RequestAborted));
    }

    private static ISiteGrain? Site(WorkplaceRequest request) =>
        ResourceIds.CouldBeIssued(request.Route("siteId")) ? request.Grain<ISiteGrain>(request.Route("siteId")) : null;

    private static Answer ToHttp(ScimResult<SiteInfo> result) =>
        result.Value is { } site ? WorkplaceAnswers.Ok(Body(site), SiteJson.Default.SiteBody) : result.Error!;

    private static SiteBody Body(SiteInfo site) => new(site.Id, site.Name);
}
