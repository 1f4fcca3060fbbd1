using Microsoft.Data.Sqlite;

namespace Scim.Benchmarks.Bare;

/// <summary>Prepared statements on one connection, whose turn writers wait for: the fastest way that SQLite has. As durable as the product: WAL, synchronous=FULL.</summary>
internal sealed class SqliteBareStore : IBareStore
{
    private readonly SqliteConnection _connection;
    private readonly SemaphoreSlim _turn = new(1, 1);

    public SqliteBareStore(string file)
    {
        _connection = new SqliteConnection($"Data Source={file};Pooling=false");
        _connection.Open();
        Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -8192");
        Execute("CREATE TABLE document (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID; CREATE TABLE member (g TEXT, m TEXT, PRIMARY KEY (g, m)) WITHOUT ROWID");
        InsertStatement = Statement("INSERT INTO document (id, body) VALUES (@a, @b)");
        UpdateStatement = Statement("UPDATE document SET body = @b WHERE id = @a");
        AddStatement = Statement("INSERT INTO member (g, m) VALUES (@a, @b) ON CONFLICT DO NOTHING");
        RemoveStatement = Statement("DELETE FROM member WHERE g = @a AND m = @b");
    }

    private SqliteCommand InsertStatement { get; }

    private SqliteCommand UpdateStatement { get; }

    private SqliteCommand AddStatement { get; }

    private SqliteCommand RemoveStatement { get; }

    public async Task Prepare(IEnumerable<string> ids, byte[] document)
    {
        Execute("BEGIN");
        foreach (string id in ids) await Insert(id, document);
        Execute("COMMIT");
    }

    public Task Insert(string id, byte[] document) => Run(InsertStatement, id, document);

    public Task Update(string id, byte[] document) => Run(UpdateStatement, id, document);

    public Task Member(string group, string member, bool add) => Run(add ? AddStatement : RemoveStatement, group, member);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private SqliteCommand Statement(string sql)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.Add(new SqliteParameter("@a", ""));
        command.Parameters.Add(new SqliteParameter("@b", ""));
        return command;
    }

    private async Task Run(SqliteCommand command, object a, object b)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            command.Parameters[0].Value = a;
            command.Parameters[1].Value = b;
            command.ExecuteNonQuery();
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Execute(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
