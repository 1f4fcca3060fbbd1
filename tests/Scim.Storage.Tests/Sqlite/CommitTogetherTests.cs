using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Scim.Storage.Hosting;
using Scim.Storage.Sqlite;

namespace Scim.Storage.Tests.Sqlite;

/// <summary>Several writes in one transaction: each whole or not at all, and none acknowledged that is not committed.</summary>
public sealed class CommitTogetherTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("scim-together-");
    private SqliteDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = new SqliteDatabase(_folder.FullName);
        await Execute("CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE TABLE log (id INTEGER)");
        await Execute("CREATE TRIGGER t_log AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.id); SELECT RAISE(ABORT, 'no') WHERE new.id = 13; END");
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task CommitTogether_OneOfThemFails_TheOthersAreCommitted()
    {
        Write[] writes = [Insert(1), Insert(13), Insert(2), Insert(1), Insert(3)];
        await _database.CommitTogether(writes);
        Assert.Equal([true, false, true, false, true], writes.Select(w => w.Fault is null));
        Assert.All(writes.Where(w => w.Fault is not null), w => Assert.IsType<SqliteException>(w.Fault));
        Assert.Equal([1L, 2L, 3L], await Ids("t"));
        Assert.Equal([1L, 2L, 3L], await Ids("log"));
    }

    [Fact]
    public async Task CommitTogether_TheTransactionIsLostOnTheWay_NothingIsCommittedAndTheNextOneWorks()
    {
        Write[] writes = [Insert(1), new Write(() => Execute("ROLLBACK")), Insert(2)];
        await Assert.ThrowsAsync<SqliteException>(() => _database.CommitTogether(writes));
        Assert.Empty(await Ids("t"));
        await _database.CommitTogether([Insert(3), Insert(4)]);
        Assert.Equal([3L, 4L], await Ids("t"));
    }

    [Fact]
    public async Task CommitTogether_WhileItIsUnderWay_OthersDoNotSeeIt()
    {
        long seen = -1;
        Write look = new(async () =>
        {
            Task<int> other;
            using (ExecutionContext.SuppressFlow()) other = Task.Run(async () => (await Ids("t")).Count);
            seen = await other;
        });
        await _database.CommitTogether([Insert(1), look]);
        Assert.Null(look.Fault);
        Assert.Equal(0, seen);
        Assert.Equal([1L], await Ids("t"));
    }

    private Write Insert(int id) => new(() => Execute($"INSERT INTO t VALUES ({id})"));

    private async Task Execute(string sql)
    {
        await using DbConnection connection = await _database.Open(CancellationToken.None);
        await connection.ExecuteAsync(sql);
    }

    private async Task<IReadOnlyList<long>> Ids(string table)
    {
        await using DbConnection connection = await _database.Open(CancellationToken.None);
        return [.. await connection.QueryAsync<long>($"SELECT id FROM {table} ORDER BY id")];
    }

    private sealed class Write(Func<Task> run) : PendingWrite
    {
        public override Task Run() => run();

        protected override void Undo()
        {
        }
    }
}
