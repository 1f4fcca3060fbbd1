using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Scim.Storage.Databases;
using Scim.Storage.Sqlite;

namespace Scim.Storage.Tests.Batching;

/// <summary>
/// Tests several writes in one transaction: each write is atomic, and is acknowledged only after the commit.
/// </summary>
public sealed class GroupCommitTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("scim-together-");
    private SqliteDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = new SqliteDatabase(_folder.FullName);
        await ExecuteSqlAsync("CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE TABLE log (id INTEGER)");
        await ExecuteSqlAsync(
            "CREATE TRIGGER t_log AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.id); "
                + "SELECT RAISE(ABORT, 'no') WHERE new.id = 13; END"
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task CommitTogether_OneOfThemFails_TheOthersAreCommitted()
    {
        TestWrite[] writes = [CreateInsert(1), CreateInsert(13), CreateInsert(2), CreateInsert(1), CreateInsert(3)];
        await _database.CommitBatchAsync(writes);
        Assert.Equal([true, false, true, false, true], writes.Select(w => w.Failure is null));
        Assert.All(writes.Where(w => w.Failure is not null), w => Assert.IsType<SqliteException>(w.Failure));
        Assert.Equal([1L, 2L, 3L], await ReadIdsAsync("t"));
        Assert.Equal([1L, 2L, 3L], await ReadIdsAsync("log"));
    }

    [Fact]
    public async Task CommitTogether_TransactionLost_CommitsNothingAndNextBatchWorks()
    {
        TestWrite[] writes = [CreateInsert(1), new TestWrite(() => ExecuteSqlAsync("ROLLBACK")), CreateInsert(2)];
        await Assert.ThrowsAsync<SqliteException>(() => _database.CommitBatchAsync(writes));
        Assert.Empty(await ReadIdsAsync("t"));
        await _database.CommitBatchAsync([CreateInsert(3), CreateInsert(4)]);
        Assert.Equal([3L, 4L], await ReadIdsAsync("t"));
    }

    [Fact]
    public async Task CommitTogether_InProgress_IsInvisibleToOthers()
    {
        long seen = -1;
        TestWrite look = new(async () =>
        {
            Task<int> other;
            using (ExecutionContext.SuppressFlow())
                other = Task.Run(async () => (await ReadIdsAsync("t")).Count);
            seen = await other;
        });
        await _database.CommitBatchAsync([CreateInsert(1), look]);
        Assert.Null(look.Failure);
        Assert.Equal(0, seen);
        Assert.Equal([1L], await ReadIdsAsync("t"));
    }

    private TestWrite CreateInsert(int id) => new(() => ExecuteSqlAsync($"INSERT INTO t VALUES ({id})"));

    private async Task ExecuteSqlAsync(string sql)
    {
        await using DbConnection connection = await _database.OpenConnectionAsync(CancellationToken.None);
        await connection.ExecuteAsync(sql);
    }

    private async Task<IReadOnlyList<long>> ReadIdsAsync(string table)
    {
        await using DbConnection connection = await _database.OpenConnectionAsync(CancellationToken.None);
        return [.. await connection.QueryAsync<long>($"SELECT id FROM {table} ORDER BY id")];
    }

    private sealed class TestWrite(Func<Task> run) : BatchedWrite
    {
        public override Task ExecuteWriteAsync() => run();

        protected override void RestoreState() { }
    }
}
