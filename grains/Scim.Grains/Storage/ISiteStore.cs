using Scim.GrainInterfaces.Sites;

namespace Scim.Grains.Storage;

/// <summary>Queries over the committed sites, roles and permissions of a tenant.</summary>
public interface ISiteStore
{
    /// <summary>What a user may do on a site.</summary>
    Task<AccessRow> ReadAccessAsync(
        string tenant,
        string siteId,
        string userId,
        CancellationToken cancellationToken
    );

    /// <summary>Whether there is such a group, and which role it has on the site.</summary>
    Task<GroupRole> ReadGroupRoleAsync(
        string tenant,
        string siteId,
        string groupId,
        CancellationToken cancellationToken
    );

    /// <summary>Sites by folded name, from the first behind <paramref name="after"/> on.</summary>
    Task<IReadOnlyList<NamedSite>> ListSitesAsync(
        string tenant,
        string after,
        int count,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Permissions on a site by group id, from the first behind <paramref name="after"/> on; null when there is no such
    /// site.
    /// </summary>
    Task<IReadOnlyList<SiteGrant>?> ListGrantsAsync(
        string tenant,
        string siteId,
        string after,
        int count,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// The sites that a user may open by folded name, from the first behind <paramref name="after"/> on; null when
    /// there is no such user.
    /// </summary>
    Task<IReadOnlyList<NamedSite>?> ListUserSitesAsync(
        string tenant,
        string userId,
        string after,
        int count,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// On how many sites groups have each of <paramref name="roles"/>; those that nobody has are left out.
    /// </summary>
    Task<IReadOnlyList<(string Role, long Sites)>> CountRoleUsesAsync(
        string tenant,
        IReadOnlyCollection<string> roles,
        CancellationToken cancellationToken
    );
}

/// <summary>The answer to who may do what where.</summary>
/// <param name="SiteExists">Whether there is such a site.</param>
/// <param name="UserExists">Whether there is such a user, active or not.</param>
/// <param name="Role">The strongest role, or null.</param>
public sealed record AccessRow(bool SiteExists, bool UserExists, string? Role);

/// <summary>A group as a site sees it.</summary>
/// <param name="Exists">Whether there is such a group.</param>
/// <param name="Role">Its role, or null.</param>
public sealed record GroupRole(bool Exists, string? Role);

/// <summary>A site in a list.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name to show.</param>
/// <param name="FoldedName">The name that lists are ordered by.</param>
/// <param name="Role">The user's role, in a list of a user's sites.</param>
public sealed record NamedSite(string Id, string Name, string FoldedName, string? Role);
