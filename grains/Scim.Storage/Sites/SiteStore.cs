using System.Data.Common;
using Dapper;
using Scim.GrainInterfaces.Sites;
using Scim.Grains.Storage;
using Scim.Storage.Databases;
using Scim.Storage.Sql;

namespace Scim.Storage.Sites;

/// <summary>Queries over sites, roles and permissions.</summary>
internal sealed class SiteStore(ScimDatabase database) : ISiteStore
{
    /// <inheritdoc/>
    public async Task<AccessRow> ReadAccessAsync(
        string tenant,
        string siteId,
        string userId,
        CancellationToken cancellationToken
    )
    {
        Row row = (
            await QueryRowsAsync<Row>(
                SiteSql.SelectAccess,
                new
                {
                    tenant,
                    siteId,
                    userId,
                },
                cancellationToken
            )
        )[0];
        return new AccessRow(row.Id is not null, row.UserId is not null, row.Role);
    }

    /// <inheritdoc/>
    public async Task<GroupRole> ReadGroupRoleAsync(
        string tenant,
        string siteId,
        string groupId,
        CancellationToken cancellationToken
    )
    {
        List<Row> rows = await QueryRowsAsync<Row>(
            SiteSql.SelectGroupRole,
            new
            {
                tenant,
                siteId,
                groupId,
            },
            cancellationToken
        );
        return new GroupRole(rows.Count > 0, rows.Count > 0 ? rows[0].Role : null);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<NamedSite>> ListSitesAsync(
        string tenant,
        string after,
        int count,
        CancellationToken cancellationToken
    ) =>
        [
            .. (
                await QueryRowsAsync<Row>(
                    SiteSql.SelectSites,
                    new
                    {
                        tenant,
                        after,
                        count,
                    },
                    cancellationToken
                )
            ).Select(ToNamedSite),
        ];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SiteGrant>?> ListGrantsAsync(
        string tenant,
        string siteId,
        string after,
        int count,
        CancellationToken cancellationToken
    )
    {
        List<Row> rows = await QueryRowsAsync<Row>(
            SiteSql.SelectGrants,
            new
            {
                tenant,
                siteId,
                after,
                count,
            },
            cancellationToken
        );

        // A site without grants has one row without a group.
        return rows.Count == 0
            ? null
            :
            [
                .. rows.Where(r => r.GroupId is not null)
                    .Select(r => new SiteGrant
                    {
                        GroupId = r.GroupId!,
                        GroupName = r.Name,
                        Role = r.Role!,
                    }),
            ];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<NamedSite>?> ListUserSitesAsync(
        string tenant,
        string userId,
        string after,
        int count,
        CancellationToken cancellationToken
    )
    {
        List<Row> rows = await QueryRowsAsync<Row>(
            SiteSql.SelectUserSites,
            new
            {
                tenant,
                userId,
                after,
                count,
            },
            cancellationToken
        );

        // A user without sites has one row without a site.
        return rows.Count == 0 ? null : [.. rows.Where(r => r.Id is not null).Select(ToNamedSite)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(string Role, long Sites)>> CountRoleUsesAsync(
        string tenant,
        IReadOnlyCollection<string> roles,
        CancellationToken cancellationToken
    )
    {
        SqlDialect dialect = database.Dialect;
        return
        [
            .. (
                await QueryRowsAsync<Row>(
                    SiteSql.SelectRoleUseCounts(dialect),
                    new { tenant, roles = dialect.CreateListParameter(roles) },
                    cancellationToken
                )
            ).Select(r => (r.Role!, r.Sites)),
        ];
    }

    private async Task<List<T>> QueryRowsAsync<T>(string sql, object parameters, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<T>(
                new CommandDefinition(sql, parameters, cancellationToken: cancellationToken)
            ),
        ];
    }

    private static NamedSite ToNamedSite(Row row) => new(row.Id!, row.Name!, row.UniqueName!, row.Role);

    private sealed class Row
    {
        public string? Id { get; init; }

        public string? UserId { get; init; }

        public string? GroupId { get; init; }

        public string? Name { get; init; }

        public string? UniqueName { get; init; }

        public string? Role { get; init; }

        public long Sites { get; init; }
    }
}
