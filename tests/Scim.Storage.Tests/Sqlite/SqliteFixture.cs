using System.Data.Common;
using Scim.Grains.Storage;
using Scim.Storage.Batching;
using Scim.Storage.Databases;
using Scim.Storage.Resources;
using Scim.Storage.Sqlite;
using Scim.Storage.Tests.Suite;

namespace Scim.Storage.Tests.Sqlite;

/// <summary>A SQLite file in a temporary folder.</summary>
public sealed class SqliteFixture : StorageFixture
{
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("scim-storage-");

    public override IReadOnlyList<string> TenantTables => [.. base.TenantTables, "scim_indexed_value"];

    protected override ValueTask<ScimDatabase> CreateDatabaseAsync() => new(new SqliteDatabase(_folder.FullName));

    public override async Task InterruptCommitAsync(ResourceState next, Func<DbConnection, Task> inspect)
    {
        var database = (SqliteDatabase)Database;
        var table = new SqliteResourceTable(database, new SerializedWriteBatcher(database, WriterLock), "dev");
        var interrupted = new BatchedCall<bool>(async () =>
        {
            Assert.True(table.WriteCommitInTransaction(ResourceCommit.FromState(next, next.Version - 1)));
            await using DbConnection connection = await database.OpenConnectionAsync(CancellationToken.None);
            await inspect(connection);
            throw new OperationCanceledException("Interrupted.");
        });
        using (await WriterLock.AcquireLockAsync(CancellationToken.None))
            await database.CommitBatchAsync([interrupted]);
        Assert.IsType<OperationCanceledException>(interrupted.Failure);
    }

    protected override ValueTask RemoveDatabaseAsync()
    {
        _folder.Delete(recursive: true);
        return default;
    }
}
