using System.Data.Common;
using System.Text;
using Dapper;
using Scim.Grains.Storage;

namespace Scim.Storage.Directory;

/// <summary>Queries over committed resources.</summary>
internal sealed class DirectoryStore(ScimDatabase database) : IDirectoryStore
{
    /// <inheritdoc/>
    public async Task<DirectoryPage> List(DirectoryQuery query, CancellationToken cancellationToken)
    {
        ListStatement statement = ListStatement.Of(database.Dialect, query);
        await using DbConnection connection = await database.Open(cancellationToken);
        List<ResourceRow> rows = query.Take > 0 ? await Rows(connection, statement, cancellationToken) : [];

        // A page that is not full says how many there are.
        bool ended = query.Take > 0 && rows.Count < query.Take && (rows.Count > 0 || query.Skip == 0);
        long total = ended
            ? query.Skip + rows.Count
            : await connection.ExecuteScalarAsync<long>(new CommandDefinition(statement.Count, statement.Parameters, cancellationToken: cancellationToken));
        return new DirectoryPage(total, rows);
    }

    /// <inheritdoc/>
    public async Task<ILookup<string, GroupRow>> GroupsOf(string tenant, IReadOnlyCollection<string> members, CancellationToken cancellationToken)
    {
        if (members.Count == 0) return Enumerable.Empty<Membership>().ToLookup(m => m.Member, _ => default(GroupRow)!);
        const string Sql = """
            WITH RECURSIVE above (member, id, direct) AS (
              SELECT m.member_id, m.group_id, 1 FROM scim_member AS m WHERE m.tenant = @tenant AND m.member_id IN @members
              UNION
              SELECT a.member, m.group_id, 0 FROM scim_member AS m JOIN above AS a ON m.tenant = @tenant AND m.member_id = a.id)
            SELECT a.member AS Member, a.id AS Id, max(a.direct) AS Direct, r.display AS Display
            FROM above AS a JOIN scim_resource AS r ON r.tenant = @tenant AND r.kind = 'Group' AND r.id = a.id
            GROUP BY a.member, a.id, r.display
            ORDER BY a.member, a.id
            """;
        await using DbConnection connection = await database.Open(cancellationToken);
        IEnumerable<Membership> rows = await connection.QueryAsync<Membership>(new CommandDefinition(Sql, new { tenant, members }, cancellationToken: cancellationToken));
        return rows.ToLookup(m => m.Member, m => new GroupRow(m.Id, m.Display, m.Direct == 1));
    }

    /// <inheritdoc/>
    public async Task<ILookup<string, MemberRow>> MembersOf(string tenant, IReadOnlyCollection<string> groups, CancellationToken cancellationToken)
    {
        if (groups.Count == 0) return Enumerable.Empty<Membership>().ToLookup(m => m.Member, _ => default(MemberRow)!);
        const string Sql = """
            SELECT m.group_id AS Member, m.member_id AS Id, m.kind AS Kind, r.display AS Display
            FROM scim_member AS m JOIN scim_resource AS r ON r.tenant = m.tenant AND r.kind = m.kind AND r.id = m.member_id
            WHERE m.tenant = @tenant AND m.group_id IN @groups
            ORDER BY m.group_id, m.member_id
            """;
        await using DbConnection connection = await database.Open(cancellationToken);
        IEnumerable<Membership> rows = await connection.QueryAsync<Membership>(new CommandDefinition(Sql, new { tenant, groups }, cancellationToken: cancellationToken));
        return rows.ToLookup(m => m.Member, m => new MemberRow(m.Id, m.Kind, m.Display));
    }

    private static async Task<List<ResourceRow>> Rows(DbConnection connection, ListStatement statement, CancellationToken cancellationToken)
    {
        var rows = new List<ResourceRow>();
        await using DbDataReader reader = await connection.ExecuteReaderAsync(new CommandDefinition(statement.Page, statement.Parameters, cancellationToken: cancellationToken));
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new ResourceRow(
                reader.GetString(0), reader.GetString(1), reader.GetInt64(2), StoredInstant.Read(reader.GetString(3)), StoredInstant.Read(reader.GetString(4)),
                Encoding.UTF8.GetBytes(reader.GetString(5))));
        }

        return rows;
    }

    private sealed class Membership
    {
        public string Member { get; init; } = "";

        public string Id { get; init; } = "";

        public string Kind { get; init; } = "";

        public string? Display { get; init; }

        public long Direct { get; init; }
    }
}
