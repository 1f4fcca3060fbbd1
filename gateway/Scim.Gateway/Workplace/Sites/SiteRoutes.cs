using static Scim.Gateway.Workplace.WorkplaceOperation;

namespace Scim.Gateway.Workplace.Sites;

/// <summary>The routes of sites, the roles of groups on them, and the access of users.</summary>
internal static class SiteRoutes
{
    /// <summary>The area.</summary>
    public static WorkplaceArea Area { get; } =
        new(
            "Sites",
            "Sites, the roles of groups on them, and the access of users",
            SiteJsonContext.Default,
            new(
                "/roles",
                Get(
                        "List roles",
                        "Returns the roles that groups can have on sites, weakest first. "
                            + "The operator changes them in the tenant's settings.",
                        AccessEndpoints.ListRolesAsync
                    )
                    .WithResponse<RoleListBody>(200)
            ),
            new(
                "/sites",
                Get("List sites", "Returns the sites of the tenant, ordered by name.", SiteEndpoints.ListSitesAsync)
                    .WithPaging()
                    .WithResponse<SiteListBody>(200),
                Post(
                        "Create a site",
                        "Creates a site on which no group has a role. The name has 1 to 200 characters and "
                            + "is unique in the tenant, ignoring case and surrounding spaces. Fails with 400 "
                            + "if the name is not valid, and with 409 if another site has this name.",
                        SiteEndpoints.CreateSiteAsync
                    )
                    .WithBody<SiteNameBody>()
                    .WithResponse<SiteBody>(201)
            ),
            new(
                "/sites/{siteId}",
                Get(
                        "Read a site",
                        "Returns the name of a site. Fails with 404 if the site does not exist.",
                        SiteEndpoints.ReadSiteAsync
                    )
                    .WithResponse<SiteBody>(200),
                Patch(
                        "Rename a site",
                        "Changes the name of a site, under the rules for creating a site. Fails with 400 if "
                            + "the name is not valid, with 404 if the site does not exist, and with 409 if "
                            + "another site has this name.",
                        SiteEndpoints.RenameSiteAsync
                    )
                    .WithBody<SiteNameBody>()
                    .WithResponse<SiteBody>(200),
                Delete(
                        "Delete a site",
                        "Permanently deletes a site and its permissions. Fails with 404 if the site does not exist.",
                        SiteEndpoints.DeleteSiteAsync
                    )
                    .WithResponse(204)
            ),
            new(
                "/sites/{siteId}/permissions",
                Get(
                        "List a site's permissions",
                        "Returns the groups that have a role on the site, in the order in which the groups "
                            + "were created. Fails with 404 if the site does not exist.",
                        SiteEndpoints.ListPermissionsAsync
                    )
                    .WithPaging()
                    .WithResponse<PermissionListBody>(200)
            ),
            new(
                "/sites/{siteId}/permissions/{groupId}",
                Put(
                        "Grant a group a role",
                        "Grants the group a role on the site and replaces the role it had. `role` is one of "
                            + "the tenant's roles, ignoring case. Fails with 400 if the role is unknown, and "
                            + "with 404 if the site or the group does not exist.",
                        SiteEndpoints.GrantRoleAsync
                    )
                    .WithBody<RoleBody>()
                    .WithResponse(204),
                Delete(
                        "Revoke a group's role",
                        "Removes the role of the group on the site. Succeeds if the group has no role. "
                            + "Fails with 404 if the site or the group does not exist.",
                        SiteEndpoints.RevokeRoleAsync
                    )
                    .WithResponse(204)
            ),
            new(
                "/sites/{siteId}/access/{userId}",
                Get(
                        "Read a user's role on a site",
                        "Returns the strongest role of the groups of which the user is a member, directly or "
                            + "through other groups. The role is null if the user has none or is inactive. "
                            + "Fails with 404 if the site or the user does not exist.",
                        AccessEndpoints.ReadAccessAsync
                    )
                    .WithResponse<AccessBody>(200)
            ),
            new(
                "/users/{userId}/sites",
                Get(
                        "List a user's sites",
                        "Returns the sites on which the user has a role, ordered by name, with the strongest "
                            + "role on each. The list is empty if the user is inactive. Fails with 404 if "
                            + "the user does not exist.",
                        AccessEndpoints.ListUserSitesAsync
                    )
                    .WithPaging()
                    .WithResponse<UserSiteListBody>(200)
            )
        );
}
