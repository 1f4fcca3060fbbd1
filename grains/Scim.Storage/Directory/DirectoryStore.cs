using System.Data.Common;
using Dapper;
using Scim.Grains.Storage;
using Scim.Storage.Databases;
using Scim.Storage.Paging;
using Scim.Storage.Sql;

namespace Scim.Storage.Directory;

/// <summary>Queries over committed resources.</summary>
internal sealed class DirectoryStore(ScimDatabase database, TimeProvider time) : IDirectoryStore
{
    private readonly QueryCostLimiter _costLimiter = new(database, time);

    /// <summary>The cached bookmarks of lists that are paged by index.</summary>
    internal PageBookmarkCache Bookmarks { get; } = new();

    /// <inheritdoc/>
    public async Task<DirectoryPage> ListResourcesAsync(DirectoryQuery query, CancellationToken cancellationToken)
    {
        if (query.Targets.Count == 0)
            return new DirectoryPage(0, []);
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        var reader = new ListReader(
            database.Dialect,
            Bookmarks,
            connection,
            token => database.BeginSnapshotAsync(connection, token)
        );
        return await _costLimiter.RunWithinLimitsAsync(
            connection,
            query.Limits,
            token => reader.ReadPageAsync(query, token),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task<ILookup<string, GroupRow>> ReadGroupsByMemberAsync(
        string tenant,
        IReadOnlyCollection<string> members,
        CancellationToken cancellationToken
    )
    {
        if (members.Count == 0)
            return Enumerable.Empty<MembershipRow>().ToLookup(m => m.Member, _ => default(GroupRow)!);
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new { tenant, ids = database.Dialect.CreateListParameter(members) };
        IEnumerable<MembershipRow> rows = await connection.QueryAsync<MembershipRow>(
            new CommandDefinition(
                database.Dialect.SelectGroupsByMember("@tenant", "@ids"),
                parameters,
                cancellationToken: cancellationToken
            )
        );
        return rows.ToLookup(m => m.Member, m => new GroupRow(m.Id, m.Display, m.Direct == 1));
    }

    /// <inheritdoc/>
    public async Task<GroupMembersLookup> ReadMembersByGroupAsync(
        string tenant,
        IReadOnlyCollection<string> groups,
        int limit,
        CancellationToken cancellationToken
    )
    {
        if (groups.Count == 0)
            return new GroupMembersLookup(
                Enumerable.Empty<MembershipRow>().ToLookup(m => m.Member, _ => default(MemberRow)!),
                null
            );
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new
        {
            tenant,
            ids = database.Dialect.CreateListParameter(groups),
            limit = limit + 1,
        };
        List<MembershipRow> rows =
        [
            .. await connection.QueryAsync<MembershipRow>(
                new CommandDefinition(
                    BuildMembersByGroupSql(database.Dialect),
                    parameters,
                    cancellationToken: cancellationToken
                )
            ),
        ];
        string? cutAt = rows.Count > limit ? rows[limit].Member : null;
        return new GroupMembersLookup(
            rows.Take(limit).ToLookup(m => m.Member, m => new MemberRow(m.Id, m.Type, m.Display)),
            cutAt
        );
    }

    /// <inheritdoc/>
    public async Task<GroupView?> ReadGroupViewAsync(
        string tenant,
        string group,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new
        {
            tenant,
            id = group,
            limit = limit + 1,
        };
        List<MembershipRow> rows =
        [
            .. await connection.QueryAsync<MembershipRow>(
                new CommandDefinition(GroupViewSql, parameters, cancellationToken: cancellationToken)
            ),
        ];
        if (rows.Count == 0)
            return null;
        MemberRow[] members = [.. rows.Where(m => m.Id.Length > 0).Select(m => new MemberRow(m.Id, m.Type, m.Display))];
        return new GroupView(
            rows[0].MemberRemovalCount,
            members.Length > limit ? members[..limit] : members,
            members.Length > limit
        );
    }

    /// <inheritdoc/>
    public async Task<MembersPage?> ListMembersAsync(MembersQuery query, CancellationToken cancellationToken)
    {
        MembersStatement statement = MembersStatement.FromQuery(database.Dialect, query);
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        return await _costLimiter.RunWithinLimitsAsync(connection, query.Limits, ReadPageAsync, cancellationToken);

        async Task<MembersPage?> ReadPageAsync(CancellationToken token)
        {
            List<MembershipRow> rows =
            [
                .. await connection.QueryAsync<MembershipRow>(
                    new CommandDefinition(statement.Text, statement.Parameters, cancellationToken: token)
                ),
            ];
            return rows.Count == 0
                ? null
                : new MembersPage(
                    rows[0].Total,
                    [.. rows.Where(m => m.Id.Length > 0).Select(m => new MemberRow(m.Id, m.Type, m.Display))]
                );
        }
    }

    /// <summary>
    /// The statement of <see cref="ReadGroupViewAsync"/>. No row when the group does not exist; one row without a
    /// member when the group is empty.
    /// </summary>
    internal static string GroupViewSql { get; } =
        $"""
            SELECT {ListStatement.SelectMemberRemovalCount(
                "g"
            )} AS MemberRemovalCount, v.id AS Id, v.kind AS Type, v.display AS Display
            FROM scim_resource AS g LEFT JOIN (
              SELECT m.member_id AS id, m.kind, r.display
              FROM scim_member AS m CROSS JOIN scim_resource AS r
              WHERE r.tenant = m.tenant AND r.kind = m.kind AND r.id = m.member_id
                AND m.tenant = @tenant AND m.group_id = @id
              ORDER BY m.member_id LIMIT @limit) AS v ON TRUE
            WHERE g.tenant = @tenant AND g.kind = 'Group' AND g.id = @id
            ORDER BY v.id
            """;

    /// <summary>The statement of <see cref="ReadMembersByGroupAsync"/>.</summary>
    internal static string BuildMembersByGroupSql(SqlDialect dialect) =>
        $"""
            SELECT p.group_id AS Member, p.member_id AS Id, p.kind AS Type, r.display AS Display
            FROM (
              SELECT m.tenant, m.group_id, m.member_id, m.kind FROM scim_member AS m
              WHERE m.tenant = @tenant AND {dialect.IsIn("m.group_id", "@ids")}
              ORDER BY m.group_id, m.member_id LIMIT @limit) AS p CROSS JOIN scim_resource AS r
            WHERE r.tenant = p.tenant AND r.kind = p.kind AND r.id = p.member_id
            ORDER BY p.group_id, p.member_id
            """;

    private sealed class MembershipRow
    {
        public string Member { get; init; } = "";

        public string Id { get; init; } = "";

        public string Type { get; init; } = "";

        public string? Display { get; init; }

        public long Direct { get; init; }

        public long MemberRemovalCount { get; init; }

        public long? Total { get; init; }
    }
}
