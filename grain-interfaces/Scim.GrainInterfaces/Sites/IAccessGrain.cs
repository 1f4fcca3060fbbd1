namespace Scim.GrainInterfaces.Sites;

/// <summary>
/// Answers who may do what where, from the database: one statement for each question, and what was committed before it
/// is in the answer. A stateless worker, so that neither a busy site nor a busy user is a bottleneck. The key is
/// <see cref="ResourceKey.ForAccess"/>.
/// </summary>
[Alias("scim.IAccessGrain"), GrainInterfaceType("scim.access")]
public interface IAccessGrain : IGrainWithStringKey
{
    /// <summary>
    /// What a user may do on a site: the strongest role of the groups that he is in, directly or through nesting;
    /// nothing while he is inactive.
    /// </summary>
    /// <returns>The role, or NotFound (site or user).</returns>
    [Alias("Of"), ResponseTimeout(GrainReadRetry.Timeout)]
    Task<ScimResult<SiteAccess>> GetAccess(
        string siteId,
        string userId,
        CancellationToken cancellationToken = default
    );

    /// <summary>The sites that a user may open, by name; none while he is inactive.</summary>
    /// <returns>A page, or NotFound.</returns>
    [Alias("SitesOf")]
    Task<ScimResult<Page<UserSite>>> ListUserSites(
        string userId,
        PageQuery page,
        CancellationToken cancellationToken = default
    );

    /// <summary>The tenant's sites, by name.</summary>
    [Alias("Sites")]
    Task<ScimResult<Page<SiteInfo>>> ListSites(
        PageQuery page,
        CancellationToken cancellationToken = default
    );

    /// <summary>The groups that have a role on a site, in the order of their creation.</summary>
    /// <returns>A page, or NotFound.</returns>
    [Alias("Permissions")]
    Task<ScimResult<Page<SiteGrant>>> ListSiteGrants(
        string siteId,
        PageQuery page,
        CancellationToken cancellationToken = default
    );
}
