using Orleans.Concurrency;

namespace Scim.GrainInterfaces.Sites;

/// <summary>
/// One site of one tenant: a place whose content the hosting product protects. Owns the roles of groups on the site.
/// The key is a <see cref="ResourceKey"/> of tenant and site id.
/// </summary>
/// <remarks>
/// Changes run one at a time. Access checks do not use this grain; they use <see cref="IAccessGrain"/>.
/// </remarks>
[Alias("scim.ISiteGrain"), GrainInterfaceType("scim.site")]
public interface ISiteGrain : IGrainWithStringKey
{
    /// <summary>Creates the site without any grants.</summary>
    /// <returns>
    /// The site; InvalidValue when the name is not allowed; or Uniqueness when another site has the name.
    /// </returns>
    [Alias("Create")]
    Task<ScimResult<SiteInfo>> Create(CreateSite command, CancellationToken cancellationToken = default);

    /// <summary>Reads the site.</summary>
    /// <returns>The site, or NotFound.</returns>
    [Alias("Read"), ReadOnly, ResponseTimeout(GrainReadRetry.Timeout)]
    Task<ScimResult<SiteInfo>> Read(CancellationToken cancellationToken = default);

    /// <summary>Renames the site.</summary>
    /// <returns>The site; or NotFound, InvalidValue or Uniqueness.</returns>
    [Alias("Rename")]
    Task<ScimResult<SiteInfo>> Rename(RenameSite command, CancellationToken cancellationToken = default);

    /// <summary>Deletes the site and its grants permanently.</summary>
    /// <returns><see cref="Unit"/>, or NotFound.</returns>
    [Alias("Delete")]
    Task<ScimResult<Unit>> Delete(DeleteSite command, CancellationToken cancellationToken = default);

    /// <summary>Grants a group a role on the site and replaces the group's current role, if any.</summary>
    /// <returns>
    /// <see cref="Unit"/>; NotFound when the site or the group does not exist; or InvalidValue when the role is
    /// unknown.
    /// </returns>
    [Alias("GrantRole")]
    Task<ScimResult<Unit>> GrantRole(GrantSiteRole command, CancellationToken cancellationToken = default);

    /// <summary>Revokes a group's role on the site. Does nothing when the group has no role.</summary>
    /// <returns><see cref="Unit"/>; or NotFound when the site or the group does not exist.</returns>
    [Alias("RevokeRole")]
    Task<ScimResult<Unit>> RevokeRole(RevokeSiteRole command, CancellationToken cancellationToken = default);

    /// <summary>Deactivates the grain after the tenant's data was deleted from the database.</summary>
    [Alias("DeactivateGrain")]
    Task DeactivateGrain();
}
