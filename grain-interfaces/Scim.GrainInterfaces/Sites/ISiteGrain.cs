using Orleans.Concurrency;

namespace Scim.GrainInterfaces.Sites;

/// <summary>
/// One site of one tenant: a place whose content the hosting product guards. Owns the roles that groups have on it;
/// changes are carried out one after the other. Whoever asks what a user may do asks <see cref="IAccessGrain"/>. The
/// key is a <see cref="ResourceKey"/> of tenant and site id.
/// </summary>
[Alias("scim.ISiteGrain"), GrainInterfaceType("scim.site")]
public interface ISiteGrain : IGrainWithStringKey
{
    /// <summary>Creates the site; it has no permissions.</summary>
    /// <returns>
    /// The site; InvalidValue for a name that is not allowed, Uniqueness for one that another site has.
    /// </returns>
    [Alias("Create")]
    Task<ScimResult<SiteInfo>> Create(
        CreateSite command,
        CancellationToken cancellationToken = default
    );

    /// <summary>Reads the site.</summary>
    /// <returns>The site, or NotFound.</returns>
    [Alias("Read"), ReadOnly, ResponseTimeout(GrainReadRetry.Timeout)]
    Task<ScimResult<SiteInfo>> Read(CancellationToken cancellationToken = default);

    /// <summary>Gives the site another name.</summary>
    /// <returns>The site, or NotFound, InvalidValue, Uniqueness.</returns>
    [Alias("Rename")]
    Task<ScimResult<SiteInfo>> Rename(
        RenameSite command,
        CancellationToken cancellationToken = default
    );

    /// <summary>Deletes the site with its permissions, for good.</summary>
    /// <returns>Done, or NotFound.</returns>
    [Alias("Delete")]
    Task<ScimResult<Unit>> Delete(
        DeleteSite command,
        CancellationToken cancellationToken = default
    );

    /// <summary>Gives a group a role here, in place of the one that it may have.</summary>
    /// <returns>Done, or NotFound (site or group), InvalidValue (role).</returns>
    [Alias("Permit")]
    Task<ScimResult<Unit>> GrantRole(
        GrantSiteRole command,
        CancellationToken cancellationToken = default
    );

    /// <summary>Takes a group's role here away; a group that has none is left as it is.</summary>
    /// <returns>Done, or NotFound (site or group).</returns>
    [Alias("Forbid")]
    Task<ScimResult<Unit>> RevokeRole(
        RevokeSiteRole command,
        CancellationToken cancellationToken = default
    );

    /// <summary>Ends the activation because the tenant's data was removed beneath it.</summary>
    [Alias("Forget")]
    Task DeactivateGrain();
}
