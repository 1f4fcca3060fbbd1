using System.Data.Common;
using Dapper;
using Npgsql;
using Scim.Storage.Migrations;
using Scim.Storage.Postgres;
using Scim.Storage.Tests.Suite;
using Scim.Testing.Postgres;

namespace Scim.Storage.Tests.Postgres;

/// <summary>Making, checking and upgrading the schema.</summary>
public sealed class MigrationTests : IAsyncLifetime
{
    private string _connection = "";

    public async ValueTask InitializeAsync() => _connection = await (await PostgresServer.Shared).CreateDatabase();

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task Migrate_ByManyAtOnce_AppliesEveryScriptOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Migrate()));
        await Migrate();

        await using var database = new PostgresDatabase(_connection);
        Assert.Equal(database.Migrations.Select(m => m.Name), await Query<string>("SELECT name FROM scim_migration WHERE applied_at IS NOT NULL ORDER BY number"));
    }

    [Fact]
    public void Migrations_AreTheSameForEveryDatabase()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(new Scim.Storage.Sqlite.SqliteDatabase(folder.Path).Migrations.Select(m => m.Name), new PostgresDatabase(_connection).Migrations.Select(m => m.Name));
    }

    [Fact]
    public async Task Migrate_WhereAnAppliedScriptWasEdited_IsRefusedByName()
    {
        await Migrate();
        await Query<int>("UPDATE scim_migration SET sha256 = 'x' WHERE number = 2 RETURNING 1");

        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(Migrate);

        Assert.Contains("'0002_directory' was applied to the database in another form", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_OfADatabaseWithResources_MakesThemFound()
    {
        await using (var old = new PostgresDatabase(_connection, "x", [.. Migration.Embedded("Postgres").Where(m => m.Number < 7)])) await old.Migrate(CancellationToken.None);
        await Query<int>(OlderResources.Insert);
        await Migrate();

        Assert.Equal(OlderResources.Words, await Query<string>(OlderResources.Select));
    }

    [Fact]
    public async Task Migrate_WhereAScriptFails_LeavesNothing()
    {
        await Query<int>("CREATE TABLE scim_tenant (other TEXT)");
        await Assert.ThrowsAsync<StorageUnavailableException>(Migrate);

        Assert.Equal(["scim_tenant"], await Query<string>("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"));
        await Query<int>("DROP TABLE scim_tenant");
        await Migrate();
    }

    [Fact]
    public async Task Migrate_WhereNobodyListens_SaysWhichDatabaseAndNoPassword()
    {
        await using var database = new PostgresDatabase(new NpgsqlConnectionStringBuilder(_connection) { Port = 1, Password = "secret" }.ToString());

        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(() => database.Migrate(CancellationToken.None));

        Assert.Contains(" on 127.0.0.1:1 ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_OfAFilledDatabaseOfAnOlderVersion_KeepsWhatIsThereAndServesBothVersions()
    {
        IReadOnlyList<Migration> all = Migration.Embedded("Postgres");
        await using (var old = new PostgresDatabase(_connection, "x", [.. all.Where(m => m.Number <= 2)])) await old.Migrate(CancellationToken.None);
        string[] kept = [await Write("User", 1, "create"), await Write("User", 2, "create"), await Write("Group", 3, "create", """{"add":[{"id":"id1","kind":"User"},{"id":"id2","kind":"User"}],"remove":[]}""")];

        await Migrate();

        // What the old version wrote is there, what it goes on to write is taken, and it may be started again on the newer schema.
        Assert.Equal(kept, await Query<string>("SELECT id FROM scim_resource ORDER BY id"));
        Assert.Equal([2L], await Query<long>("SELECT count(*) FROM scim_member"));
        await Write("User", 4, "create");
        await Write("User", 1, "update");
        await Write("User", 2, "delete");
        Assert.Equal(["id1", "id3", "id4"], await Query<string>("SELECT id FROM scim_resource ORDER BY id"));
        Assert.Equal([("Group", 1L), ("User", 2L)], await Query<(string, long)>("SELECT kind, n FROM scim_count ORDER BY kind"));
        await using var again = new PostgresDatabase(_connection, "x", [.. all.Where(m => m.Number <= 2)]);
        Assert.True(await again.IsCurrent(CancellationToken.None));
        await again.Migrate(CancellationToken.None);
    }

    [Fact]
    public async Task Migrate_WhereTheSchemaWasContracted_RefusesProgramsThatAreTooOld()
    {
        await Migrate();
        await Query<int>("INSERT INTO scim_migration (number, name, sha256) VALUES (9001, '9001_future', 'x') RETURNING 1");
        await Migrate();

        await Query<int>("INSERT INTO scim_installation (name, value) VALUES ('oldest-migration', '9000') RETURNING 1");
        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(Migrate);

        Assert.Contains("newer than this program", refused.Message, StringComparison.Ordinal);
        Assert.Contains("9001_future", refused.Message, StringComparison.Ordinal);
        Assert.False(refused.MayPass);
    }

    [Fact]
    public async Task FirstStart_OfSeveral_IsFinishedByOneEvenIfAnotherDiesInIt()
    {
        await Migrate();
        await using var one = new PostgresDatabase(_connection);
        await using var two = new PostgresDatabase(_connection);
        FirstStartLock dies = (await FirstStartLock.Take(one, CancellationToken.None))!;
        await dies.KeepOperatorKey("lost", CancellationToken.None);
        Task<FirstStartLock?> waits = FirstStartLock.Take(two, CancellationToken.None);
        Assert.False(await FirstStartLock.IsOver(one, CancellationToken.None));
        Assert.False(waits.IsCompleted);

        await dies.DisposeAsync();
        await using (FirstStartLock next = (await waits)!)
        {
            await next.KeepOperatorKey("shown", CancellationToken.None);
            await next.Finish();
        }

        Assert.Null(await FirstStartLock.Take(one, CancellationToken.None));
        Assert.Equal("shown", await one.OperatorKeyDigest(CancellationToken.None));
        Assert.False(await one.TryKeepOperatorKey("other", CancellationToken.None));
    }

    // As a silo of some version writes a state.
    private async Task<string> Write(string kind, int n, string operation, string members = "null")
    {
        string payload = $$"""
            {"tenant":"t","kind":"{{kind}}","id":"id{{n}}","op":"{{operation}}","version":1,"actor":"a","requestId":"r","changed":[],"at":"2026-02-01T00:00:00.0000000Z",
             "created":"2026-01-01T00:00:00.0000000Z","index":{"unique":"x{{n}}","partition":1,"name":"x{{n}}","active":true},"document":{},"search":{"userName":"x{{n}}"},"members":{{members}}}
            """;
        await using DbConnection connection = new NpgsqlConnection(_connection);
        Assert.Equal(1, await connection.ExecuteAsync(
            operation == "create"
                ? "INSERT INTO grain_state (grain_key, grain_type, n0, n1, service_id, version, payload) VALUES (@key, 'x', 0, 0, 's', 1, @payload::json)"
                : "UPDATE grain_state SET payload = @payload::json, version = version + 1 WHERE grain_key = @key",
            new { key = $"t/id{n}", payload }));
        return $"id{n}";
    }

    private async Task Migrate()
    {
        await using var database = new PostgresDatabase(_connection);
        await database.Migrate(CancellationToken.None);
    }

    private async Task<List<T>> Query<T>(string sql)
    {
        await using DbConnection connection = new NpgsqlConnection(_connection);
        return [.. await connection.QueryAsync<T>(sql)];
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = System.IO.Directory.CreateTempSubdirectory("scim-names-").FullName;

        public void Dispose() => System.IO.Directory.Delete(Path, recursive: true);
    }
}
