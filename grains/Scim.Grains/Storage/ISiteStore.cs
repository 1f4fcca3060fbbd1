using Scim.GrainInterfaces.Sites;

namespace Scim.Grains.Storage;

/// <summary>Queries over the committed sites, roles and permissions of a tenant.</summary>
public interface ISiteStore
{
    /// <summary>Reads the role that a user has on a site.</summary>
    Task<AccessRow> ReadAccessAsync(string tenant, string siteId, string userId, CancellationToken cancellationToken);

    /// <summary>Reads whether a group exists and which role it has on the site.</summary>
    Task<GroupRole> ReadGroupRoleAsync(
        string tenant,
        string siteId,
        string groupId,
        CancellationToken cancellationToken
    );

    /// <summary>Lists sites by folded name, starting after <paramref name="after"/>.</summary>
    Task<IReadOnlyList<NamedSite>> ListSitesAsync(
        string tenant,
        string after,
        int count,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Lists the role grants of a site by group id, starting after <paramref name="after"/>. Returns null when the site
    /// does not exist.
    /// </summary>
    Task<IReadOnlyList<SiteGrant>?> ListGrantsAsync(
        string tenant,
        string siteId,
        string after,
        int count,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Lists the sites that a user has access to by folded name, starting after <paramref name="after"/>. Returns null
    /// when the user does not exist.
    /// </summary>
    Task<IReadOnlyList<NamedSite>?> ListUserSitesAsync(
        string tenant,
        string userId,
        string after,
        int count,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Counts the sites on which groups hold each of <paramref name="roles"/>. Roles that are not in use have no entry.
    /// </summary>
    Task<IReadOnlyList<(string Role, long Sites)>> CountRoleUsesAsync(
        string tenant,
        IReadOnlyCollection<string> roles,
        CancellationToken cancellationToken
    );
}

/// <summary>The role of a user on a site.</summary>
/// <param name="SiteExists">Whether the site exists.</param>
/// <param name="UserExists">Whether the user exists, active or not.</param>
/// <param name="Role">The strongest role of the user's groups, or null.</param>
public sealed record AccessRow(bool SiteExists, bool UserExists, string? Role);

/// <summary>The role of a group on a site.</summary>
/// <param name="Exists">Whether the group exists.</param>
/// <param name="Role">The group's role, or null.</param>
public sealed record GroupRole(bool Exists, string? Role);

/// <summary>A site in a list.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The display name.</param>
/// <param name="FoldedName">The case-folded name that lists are ordered by.</param>
/// <param name="Role">The user's role, in a list of a user's sites; otherwise null.</param>
public sealed record NamedSite(string Id, string Name, string FoldedName, string? Role);
