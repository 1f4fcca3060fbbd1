using Scim.Gateway.Routing;
using static Scim.Gateway.Workplace.WorkplaceOperation;

namespace Scim.Gateway.Workplace.Sites;

/// <summary>Sites, who has which role on them, and what a user may do.</summary>
internal static class SiteRoutes
{
    /// <summary>The area.</summary>
    public static WorkplaceArea Area { get; } =
        new(
            "Sites",
            "Places with content, the roles that groups have there, and what a user may do",
            SiteJsonContext.Default,
            new(
                "/roles",
                Get("Lists the tenant's roles, weakest first.", AccessEndpoints.ListRolesAsync)
                    .WithResponse<RoleListBody>(200)
            ),
            new(
                "/sites",
                Get("Lists the sites by name.", SiteEndpoints.ListSitesAsync)
                    .WithPaging()
                    .WithResponse<SiteListBody>(200),
                Post(
                        "Creates a site, on which nobody has a role yet.",
                        SiteEndpoints.CreateSiteAsync
                    )
                    .WithBody<SiteNameBody>()
                    .WithResponse<SiteBody>(201)
            ),
            new(
                "/sites/{siteId}",
                Get("Reads a site.", SiteEndpoints.ReadSiteAsync).WithResponse<SiteBody>(200),
                Patch("Renames a site.", SiteEndpoints.RenameSiteAsync)
                    .WithBody<SiteNameBody>()
                    .WithResponse<SiteBody>(200),
                Delete(
                        "Deletes a site with its permissions, for good.",
                        SiteEndpoints.DeleteSiteAsync
                    )
                    .WithResponse(204)
            ),
            new(
                "/sites/{siteId}/permissions",
                Get(
                        "Lists the groups that have a role on the site.",
                        SiteEndpoints.ListPermissionsAsync
                    )
                    .WithPaging()
                    .WithResponse<PermissionListBody>(200)
            ),
            new(
                "/sites/{siteId}/permissions/{groupId}",
                Put(
                        "Gives a group a role on the site, in place of the one that it may have.",
                        SiteEndpoints.GrantRoleAsync
                    )
                    .WithBody<RoleBody>()
                    .WithResponse(204),
                Delete("Takes a group's role on the site away.", SiteEndpoints.RevokeRoleAsync)
                    .WithResponse(204)
            ),
            new(
                "/sites/{siteId}/access/{userId}",
                Get(
                        "Tells a user's role on the site: the strongest of the groups that he is in, directly or through other groups; null while he is inactive.",
                        AccessEndpoints.ReadAccessAsync
                    )
                    .WithResponse<AccessBody>(200)
            ),
            new(
                "/users/{userId}/sites",
                Get(
                        "Lists the sites that a user may open, by name, with his role on each.",
                        AccessEndpoints.ListUserSitesAsync
                    )
                    .WithPaging()
                    .WithResponse<UserSiteListBody>(200)
            )
        );
}
