namespace Scim.GrainInterfaces.Sites;

/// <summary>Returns the access rights of users on sites. The key is <see cref="ResourceKey.ForAccess"/>.</summary>
/// <remarks>
/// A stateless worker, so that neither a busy site nor a busy user becomes a bottleneck. Each call is one database
/// statement and sees everything that was committed before it started.
/// </remarks>
[Alias("scim.IAccessGrain"), GrainInterfaceType("scim.access")]
public interface IAccessGrain : IGrainWithStringKey
{
    /// <summary>
    /// Returns a user's role on a site: the strongest role of all groups that the user belongs to, directly or through
    /// nested groups. An inactive user has no role.
    /// </summary>
    /// <returns>The role, or NotFound when the site or the user does not exist.</returns>
    [Alias("GetAccess"), ResponseTimeout(GrainReadRetry.Timeout)]
    Task<ScimResult<SiteAccess>> GetAccess(string siteId, string userId, CancellationToken cancellationToken = default);

    /// <summary>Lists the sites that a user can open, by name. The list is empty for an inactive user.</summary>
    /// <returns>A page of sites, or NotFound.</returns>
    [Alias("ListUserSites")]
    Task<ScimResult<Page<UserSite>>> ListUserSites(
        string userId,
        PageQuery page,
        CancellationToken cancellationToken = default
    );

    /// <summary>Lists the tenant's sites, by name.</summary>
    [Alias("ListSites")]
    Task<ScimResult<Page<SiteInfo>>> ListSites(PageQuery page, CancellationToken cancellationToken = default);

    /// <summary>Lists the groups that have a role on a site, in order of creation.</summary>
    /// <returns>A page of grants, or NotFound.</returns>
    [Alias("ListSiteGrants")]
    Task<ScimResult<Page<SiteGrant>>> ListSiteGrants(
        string siteId,
        PageQuery page,
        CancellationToken cancellationToken = default
    );
}
