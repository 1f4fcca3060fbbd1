using Scim.Gateway.Routing;
using static Scim.Gateway.Workplace.WorkplaceOperation;

namespace Scim.Gateway.Workplace.Sites;

/// <summary>Sites, who has which role on them, and what a user may do.</summary>
internal static class SiteRoutes
{
    /// <summary>The area.</summary>
    public static WorkplaceArea Area { get; } = new(
        "Sites",
        "Places with content, the roles that groups have there, and what a user may do",
        SiteJson.Default,
        new("/roles", Get("Lists the tenant's roles, weakest first.", AccessEndpoints.Roles).Gives<RoleListBody>(200)),
        new("/sites",
            Get("Lists the sites by name.", SiteEndpoints.List).Paged().Gives<SiteListBody>(200),
            Post("Creates a site, on which nobody has a role yet.", SiteEndpoints.Create).TakesBody<SiteNameBody>().Gives<SiteBody>(201)),
        new("/sites/{siteId}",
            Get("Reads a site.", SiteEndpoints.Read).Gives<SiteBody>(200),
            Patch("Renames a site.", SiteEndpoints.Rename).TakesBody<SiteNameBody>().Gives<SiteBody>(200),
            Delete("Deletes a site with its permissions, for good.", SiteEndpoints.Delete).Gives(204)),
        new("/sites/{siteId}/permissions",
            Get("Lists the groups that have a role on the site.", SiteEndpoints.Permissions).Paged().Gives<PermissionListBody>(200)),
        new("/sites/{siteId}/permissions/{groupId}",
            Put("Gives a group a role on the site, in place of the one that it may have.", SiteEndpoints.Permit).TakesBody<RoleBody>().Gives(204),
            Delete("Takes a group's role on the site away.", SiteEndpoints.Forbid).Gives(204)),
        new("/sites/{siteId}/access/{userId}",
            Get("Tells a user's role on the site: the strongest of the groups that he is in, directly or through other groups; null while he is inactive.",
                AccessEndpoints.Read).Gives<AccessBody>(200)),
        new("/users/{userId}/sites",
            Get("Lists the sites that a user may open, by name, with his role on each.", AccessEndpoints.SitesOf).Paged().Gives<UserSiteListBody>(200)));
}
