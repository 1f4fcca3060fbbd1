using Scim.Storage.Sql;

namespace Scim.Storage.Sites;

/// <summary>
/// The statements of <see cref="SiteStore"/>. The cost of each is proportional to its result (the user's groups, a page
/// of rows), not to the size of the tenant.
/// </summary>
internal static class SiteSql
{
    // The groups that contain an active user, directly or through nesting. An inactive user is treated as being in no
    // group.
    private const string AncestorGroupsCte = """
        WITH RECURSIVE ancestor_group (id) AS (
          SELECT m.group_id
          FROM scim_resource AS r CROSS JOIN scim_member AS m
          WHERE r.tenant = @tenant AND r.kind = 'User' AND r.id = @userId AND r.active
            AND m.tenant = @tenant AND m.member_id = @userId
          UNION
          SELECT m.group_id
          FROM ancestor_group AS a CROSS JOIN scim_member AS m
          WHERE m.tenant = @tenant AND m.member_id = a.id)
        """;

    /// <summary>
    /// Selects the strongest role of a user on a site. Always one row: an id is null when the site or the user does not
    /// exist.
    /// </summary>
    public const string SelectAccess =
        AncestorGroupsCte
        + """

            SELECT
              (SELECT s.id FROM scim_site AS s WHERE s.tenant = @tenant AND s.id = @siteId) AS Id,
              (SELECT r.id FROM scim_resource AS r
               WHERE r.tenant = @tenant AND r.kind = 'User' AND r.id = @userId) AS UserId,
              (SELECT o.role
               FROM ancestor_group AS a CROSS JOIN scim_permission AS p CROSS JOIN scim_role AS o
               WHERE p.tenant = @tenant AND p.site_id = @siteId AND p.group_id = a.id
                 AND o.tenant = @tenant AND o.role = p.role
               ORDER BY o.rank DESC LIMIT 1) AS Role
            """;

    /// <summary>
    /// Selects a user's sites with the strongest role on each. No row when the user does not exist; one row without a
    /// site when the user has none.
    /// </summary>
    public const string SelectUserSites =
        AncestorGroupsCte
        + """
            ,
            permitted (id, rank) AS (
              SELECT p.site_id, max(o.rank)
              FROM ancestor_group AS a CROSS JOIN scim_permission AS p CROSS JOIN scim_role AS o
              WHERE p.tenant = @tenant AND p.group_id = a.id AND o.tenant = @tenant AND o.role = p.role
              GROUP BY p.site_id),
            page (id, name, unique_name, role) AS (
              SELECT s.id, s.name, s.unique_name, (
                SELECT o.role FROM scim_role AS o WHERE o.tenant = @tenant AND o.rank = p.rank)
              FROM permitted AS p CROSS JOIN scim_site AS s
              WHERE s.tenant = @tenant AND s.id = p.id AND s.unique_name > @after
              ORDER BY s.unique_name LIMIT @count)
            SELECT r.id AS UserId, p.id AS Id, p.name AS Name, p.unique_name AS UniqueName, p.role AS Role
            FROM scim_resource AS r LEFT JOIN page AS p ON 1 = 1
            WHERE r.tenant = @tenant AND r.kind = 'User' AND r.id = @userId
            ORDER BY p.unique_name
            """;

    /// <summary>Selects a group's role on a site. No row when the group does not exist.</summary>
    public const string SelectGroupRole = """
        SELECT r.id AS GroupId, p.role AS Role
        FROM scim_resource AS r LEFT JOIN scim_permission AS p
          ON p.tenant = r.tenant AND p.site_id = @siteId AND p.group_id = r.id
        WHERE r.tenant = @tenant AND r.kind = 'Group' AND r.id = @groupId
        """;

    /// <summary>Selects sites ordered by folded name.</summary>
    public const string SelectSites = """
        SELECT id AS Id, name AS Name, unique_name AS UniqueName FROM scim_site
        WHERE tenant = @tenant AND unique_name > @after ORDER BY unique_name LIMIT @count
        """;

    /// <summary>
    /// Selects the grants of a site. No row when the site does not exist; one row without a group when it has no
    /// grants.
    /// </summary>
    public const string SelectGrants = """
        WITH page (group_id, role, display) AS (
          SELECT p.group_id, p.role, r.display
          FROM scim_permission AS p CROSS JOIN scim_resource AS r
          WHERE p.tenant = @tenant AND p.site_id = @siteId AND p.group_id > @after
            AND r.tenant = @tenant AND r.kind = 'Group' AND r.id = p.group_id
          ORDER BY p.group_id LIMIT @count)
        SELECT s.id AS Id, p.group_id AS GroupId, p.display AS Name, p.role AS Role
        FROM scim_site AS s LEFT JOIN page AS p ON 1 = 1
        WHERE s.tenant = @tenant AND s.id = @siteId
        ORDER BY p.group_id
        """;

    /// <summary>Selects the number of sites on which groups have each of the given roles.</summary>
    public static string SelectRoleUseCounts(SqlDialect dialect) =>
        $"""
            SELECT role AS Role, count(DISTINCT site_id) AS Sites FROM scim_permission
            WHERE tenant = @tenant AND {dialect.IsIn("role", "@roles")} GROUP BY role ORDER BY role
            """;
}
