using System.Data.Common;
using Dapper;
using Scim.Grains.Storage;

namespace Scim.Storage.Directory;

/// <summary>Queries over committed resources.</summary>
internal sealed class DirectoryStore(ScimDatabase database) : IDirectoryStore
{
    /// <inheritdoc/>
    public async Task<DirectoryPage> List(DirectoryQuery query, CancellationToken cancellationToken)
    {
        if (query.Targets.Count == 0) return new DirectoryPage(0, []);
        ListStatement statement = ListStatement.Of(database.Dialect, query);
        await using DbConnection connection = await database.Open(cancellationToken);
        await using DbDataReader reader = await connection.ExecuteReaderAsync(
            new CommandDefinition(statement.Text, statement.Parameters, cancellationToken: cancellationToken));
        long total = 0;
        var rows = new List<ResourceRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            total = reader.GetInt64(0);
            if (!await reader.IsDBNullAsync(2, cancellationToken)) rows.Add(Row(reader));
        }

        return new DirectoryPage(total, rows);
    }

    /// <inheritdoc/>
    public async Task<ILookup<string, GroupRow>> GroupsOf(string tenant, IReadOnlyCollection<string> members, CancellationToken cancellationToken)
    {
        if (members.Count == 0) return Enumerable.Empty<Membership>().ToLookup(m => m.Member, _ => default(GroupRow)!);
        await using DbConnection connection = await database.Open(cancellationToken);
        var parameters = new { tenant, ids = database.Dialect.List(members) };
        IEnumerable<Membership> rows = await connection.QueryAsync<Membership>(
            new CommandDefinition(GroupsOfSql(database.Dialect), parameters, cancellationToken: cancellationToken));
        return rows.ToLookup(m => m.Member, m => new GroupRow(m.Id, m.Display, m.Direct == 1));
    }

    /// <inheritdoc/>
    public async Task<ILookup<string, MemberRow>> MembersOf(string tenant, IReadOnlyCollection<string> groups, CancellationToken cancellationToken)
    {
        if (groups.Count == 0) return Enumerable.Empty<Membership>().ToLookup(m => m.Member, _ => default(MemberRow)!);
        await using DbConnection connection = await database.Open(cancellationToken);
        var parameters = new { tenant, ids = database.Dialect.List(groups) };
        IEnumerable<Membership> rows = await connection.QueryAsync<Membership>(
            new CommandDefinition(MembersOfSql(database.Dialect), parameters, cancellationToken: cancellationToken));
        return rows.ToLookup(m => m.Member, m => new MemberRow(m.Id, m.Kind, m.Display));
    }

    /// <summary>The statement of <see cref="GroupsOf"/>.</summary>
    internal static string GroupsOfSql(SqlDialect dialect) => $"""
        WITH RECURSIVE above (member, id, direct) AS (
          SELECT m.member_id, m.group_id, 1 FROM scim_member AS m WHERE m.tenant = @tenant AND {dialect.IsIn("m.member_id", "@ids")}
          UNION
          SELECT a.member, m.group_id, 0 FROM above AS a CROSS JOIN scim_member AS m WHERE m.tenant = @tenant AND m.member_id = a.id)
        SELECT a.member AS Member, a.id AS Id, max(a.direct) AS Direct, r.display AS Display
        FROM above AS a CROSS JOIN scim_resource AS r WHERE r.tenant = @tenant AND r.kind = 'Group' AND r.id = a.id
        GROUP BY a.member, a.id, r.display
        ORDER BY a.member, a.id
        """;

    /// <summary>The statement of <see cref="MembersOf"/>.</summary>
    internal static string MembersOfSql(SqlDialect dialect) => $"""
        SELECT m.group_id AS Member, m.member_id AS Id, m.kind AS Kind, r.display AS Display
        FROM scim_member AS m CROSS JOIN scim_resource AS r
        WHERE r.tenant = m.tenant AND r.kind = m.kind AND r.id = m.member_id AND m.tenant = @tenant AND {dialect.IsIn("m.group_id", "@ids")}
        ORDER BY m.group_id, m.member_id
        """;

    private static ResourceRow Row(DbDataReader reader) => new(
        reader.GetString(1), reader.GetString(2), reader.GetInt64(3), StoredInstant.Read(reader.GetString(4)), StoredInstant.Read(reader.GetString(5)),
        reader.GetFieldValue<byte[]>(6));

    private sealed class Membership
    {
        public string Member { get; init; } = "";

        public string Id { get; init; } = "";

        public string Kind { get; init; } = "";

        public string? Display { get; init; }

        public long Direct { get; init; }
    }
}
