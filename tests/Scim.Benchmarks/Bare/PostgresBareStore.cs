using Npgsql;

namespace Scim.Benchmarks.Bare;

/// <summary>Npgsql as its manual recommends it for throughput: a data source, automatic preparation, no reset of pooled connections.</summary>
internal sealed class PostgresBareStore(string connectionString) : IBareStore
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create($"{connectionString};No Reset On Close=true;Max Auto Prepare=50;Auto Prepare Min Usages=2;Maximum Pool Size=50");

    public async Task Prepare(IEnumerable<string> ids, byte[] document)
    {
        await Execute("CREATE TABLE document (id text PRIMARY KEY, body json NOT NULL) WITH (fillfactor = 85)");
        await Execute("CREATE TABLE member (g text, m text, PRIMARY KEY (g, m))");
        foreach (string id in ids) await Insert(id, document);
    }

    public Task Insert(string id, byte[] document) => Execute("INSERT INTO document (id, body) VALUES ($1, convert_from($2, 'UTF8')::json)", id, document);

    public Task Update(string id, byte[] document) => Execute("UPDATE document SET body = convert_from($2, 'UTF8')::json WHERE id = $1", id, document);

    public Task Member(string group, string member, bool add) =>
        Execute(add ? "INSERT INTO member (g, m) VALUES ($1, $2) ON CONFLICT DO NOTHING" : "DELETE FROM member WHERE g = $1 AND m = $2", group, member);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task Execute(string sql, params object[] values)
    {
        await using NpgsqlCommand command = _source.CreateCommand(sql);
        foreach (object value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }
}
