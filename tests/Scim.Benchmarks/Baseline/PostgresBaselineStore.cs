using Npgsql;

namespace Scim.Benchmarks.Baseline;

/// <summary>
/// Uses Npgsql as its documentation recommends for throughput: a data source, automatic preparation, and no reset of
/// pooled connections.
/// </summary>
internal sealed class PostgresBaselineStore(string connectionString) : IBaselineStore
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(
        $"{connectionString};No Reset On Close=true;Max Auto Prepare=50;Auto Prepare Min Usages=2;Maximum Pool Size=50"
    );

    public async Task PrepareSchemaAsync(IEnumerable<string> ids, byte[] document)
    {
        await ExecuteStatementAsync(
            "CREATE TABLE document (id text PRIMARY KEY, body json NOT NULL) WITH (fillfactor = 85)"
        );
        await ExecuteStatementAsync("CREATE TABLE member (g text, m text, PRIMARY KEY (g, m))");
        foreach (string id in ids)
            await InsertUserAsync(id, document);
    }

    public Task InsertUserAsync(string id, byte[] document) =>
        ExecuteStatementAsync(
            "INSERT INTO document (id, body) VALUES ($1, convert_from($2, 'UTF8')::json)",
            id,
            document
        );

    public Task UpdateUserAsync(string id, byte[] document) =>
        ExecuteStatementAsync("UPDATE document SET body = convert_from($2, 'UTF8')::json WHERE id = $1", id, document);

    public Task ChangeMemberAsync(string group, string member, bool add) =>
        ExecuteStatementAsync(
            add
                ? "INSERT INTO member (g, m) VALUES ($1, $2) ON CONFLICT DO NOTHING"
                : "DELETE FROM member WHERE g = $1 AND m = $2",
            group,
            member
        );

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task ExecuteStatementAsync(string sql, params object[] values)
    {
        await using NpgsqlCommand command = _source.CreateCommand(sql);
        foreach (object value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }
}
