using System.Data.Common;
using Dapper;
using Scim.Grains.Storage;
using Scim.Protocol.Filters;
using Scim.Protocol.Schema;
using Scim.Storage.Databases;
using Scim.Storage.Filters;
using Scim.Storage.Sql;

namespace Scim.Storage.Directory;

/// <summary>Queries over <c>scim_member</c> that group grains need.</summary>
internal sealed class MembershipStore(ScimDatabase database) : IMembershipStore
{
    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, MemberCandidate>> FindCandidatesAsync(
        string tenant,
        string groupId,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<string, MemberCandidate>(ids.Count, StringComparer.Ordinal);
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new
        {
            tenant,
            groupId,
            ids = database.Dialect.CreateListParameter(ids),
        };
        foreach (
            Row row in await connection.QueryAsync<Row>(
                new CommandDefinition(
                    BuildCandidatesSql(database.Dialect),
                    parameters,
                    cancellationToken: cancellationToken
                )
            )
        )
            found[row.Id] = new MemberCandidate(row.Type, row.IsMember != 0);
        return found;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> FindMatchingMembersAsync(
        string tenant,
        string groupId,
        Filter inner,
        CancellationToken cancellationToken
    )
    {
        var parameters = new SqlParameters();
        string tenantName = parameters.Add(tenant),
            group = parameters.Add(groupId);
        var filter = new FilterSql(database.Dialect, BuiltInResourceTypes.Group, tenantName, parameters);
        string sql = $"""
            SELECT m.member_id FROM scim_member AS m CROSS JOIN scim_resource AS d
            WHERE d.tenant = m.tenant AND d.kind = m.kind AND d.id = m.member_id
              AND m.tenant = {tenantName} AND m.group_id = {group} AND {filter.BuildMemberWhere(inner)}
            ORDER BY m.member_id
            """;
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<string>(
                new CommandDefinition(sql, parameters.Values, cancellationToken: cancellationToken)
            ),
        ];
    }

    /// <inheritdoc/>
    public async Task<bool> HasMembersAsync(string tenant, string groupId, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT 1 FROM scim_member WHERE tenant = @tenant AND group_id = @groupId LIMIT 1";
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long?>(
            new CommandDefinition(Sql, new { tenant, groupId }, cancellationToken: cancellationToken)
        )
            is not null;
    }

    /// <inheritdoc/>
    public async Task<bool> IsNestedInAsync(
        string tenant,
        IReadOnlyCollection<string> groups,
        string groupId,
        CancellationToken cancellationToken
    )
    {
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new
        {
            tenant,
            groupId,
            ids = database.Dialect.CreateListParameter(groups),
        };
        return await connection.ExecuteScalarAsync<long?>(
            new CommandDefinition(
                BuildIsNestedInSql(database.Dialect),
                parameters,
                cancellationToken: cancellationToken
            )
        )
            is not null;
    }

    /// <summary>
    /// The statement of <see cref="FindCandidatesAsync"/>. Each member is looked up in a subquery, because the planner
    /// would execute a join by reading the whole group.
    /// </summary>
    internal static string BuildCandidatesSql(SqlDialect dialect) =>
        $"""
            SELECT r.id AS Id, r.kind AS Type, CASE WHEN (
              SELECT 1 FROM scim_member AS m
              WHERE m.tenant = @tenant AND m.group_id = @groupId AND m.member_id = r.id LIMIT 1) IS NULL
              THEN 0 ELSE 1 END AS IsMember
            FROM {dialect.SelectResourcesByIds("@tenant", "@ids")} AS r
            """;

    /// <summary>The statement of <see cref="IsNestedInAsync"/>.</summary>
    internal static string BuildIsNestedInSql(SqlDialect dialect) =>
        $"""
            WITH RECURSIVE ancestor_group (id) AS (
              SELECT group_id FROM scim_member WHERE tenant = @tenant AND member_id = @groupId
              UNION
              SELECT m.group_id
              FROM ancestor_group AS a CROSS JOIN scim_member AS m
              WHERE m.tenant = @tenant AND m.member_id = a.id)
            SELECT 1 FROM ancestor_group WHERE {dialect.IsIn("id", "@ids")} LIMIT 1
            """;

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string Type { get; init; } = "";

        public long IsMember { get; init; }
    }
}
