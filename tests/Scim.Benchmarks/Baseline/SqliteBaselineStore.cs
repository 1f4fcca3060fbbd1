using Microsoft.Data.Sqlite;

namespace Scim.Benchmarks.Baseline;

/// <summary>
/// Runs prepared statements on one connection, one writer at a time, which is the fastest way to write to SQLite.
/// Durability equals the product's: WAL, <c>synchronous=FULL</c>.
/// </summary>
internal sealed class SqliteBaselineStore : IBaselineStore
{
    private readonly SqliteConnection _connection;
    private readonly SemaphoreSlim _lock = new(1, 1);

    public SqliteBaselineStore(string file)
    {
        _connection = new SqliteConnection($"Data Source={file};Pooling=false");
        _connection.Open();
        ExecuteSql("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -8192");
        ExecuteSql(
            "CREATE TABLE document (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID; "
                + "CREATE TABLE member (g TEXT, m TEXT, PRIMARY KEY (g, m)) WITHOUT ROWID"
        );
        InsertStatement = CreateStatement("INSERT INTO document (id, body) VALUES (@a, @b)");
        UpdateStatement = CreateStatement("UPDATE document SET body = @b WHERE id = @a");
        AddStatement = CreateStatement("INSERT INTO member (g, m) VALUES (@a, @b) ON CONFLICT DO NOTHING");
        RemoveStatement = CreateStatement("DELETE FROM member WHERE g = @a AND m = @b");
    }

    private SqliteCommand InsertStatement { get; }

    private SqliteCommand UpdateStatement { get; }

    private SqliteCommand AddStatement { get; }

    private SqliteCommand RemoveStatement { get; }

    public async Task PrepareSchemaAsync(IEnumerable<string> ids, byte[] document)
    {
        ExecuteSql("BEGIN");
        foreach (string id in ids)
            await InsertUserAsync(id, document);
        ExecuteSql("COMMIT");
    }

    public Task InsertUserAsync(string id, byte[] document) => ExecuteWriteAsync(InsertStatement, id, document);

    public Task UpdateUserAsync(string id, byte[] document) => ExecuteWriteAsync(UpdateStatement, id, document);

    public Task ChangeMemberAsync(string group, string member, bool add) =>
        ExecuteWriteAsync(add ? AddStatement : RemoveStatement, group, member);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private SqliteCommand CreateStatement(string sql)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.Add(new SqliteParameter("@a", ""));
        command.Parameters.Add(new SqliteParameter("@b", ""));
        return command;
    }

    private async Task ExecuteWriteAsync(SqliteCommand command, object a, object b)
    {
        await _lock.WaitAsync().ConfigureAwait(false);
        try
        {
            command.Parameters[0].Value = a;
            command.Parameters[1].Value = b;
            command.ExecuteNonQuery();
        }
        finally
        {
            _lock.Release();
        }
    }

    private void ExecuteSql(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
