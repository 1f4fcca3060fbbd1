using System.Data.Common;
using Dapper;
using Npgsql;
using Scim.Storage.Databases;
using Scim.Storage.Postgres;
using Scim.Storage.Tests.Suite;
using Scim.Testing.Postgres;

namespace Scim.Storage.Tests.Postgres;

/// <summary>Making, checking and upgrading the schema.</summary>
public sealed class PostgresMigrationTests : IAsyncLifetime
{
    private string _connection = "";

    public async ValueTask InitializeAsync() =>
        _connection = await (await PostgresServer.Shared).CreateDatabaseAsync();

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task Migrate_ByManyAtOnce_AppliesEveryScriptOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => MigrateDatabaseAsync()));
        await MigrateDatabaseAsync();

        await using var database = new PostgresDatabase(_connection);
        Assert.Equal(
            database.Migrations.Select(m => m.Name),
            await QueryRowsAsync<string>(
                "SELECT name FROM scim_migration WHERE applied_at IS NOT NULL ORDER BY number"
            )
        );
    }

    [Fact]
    public void Migrations_AreTheSameForEveryDatabase()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(
            new Scim.Storage.Sqlite.SqliteDatabase(folder.Path).Migrations.Select(m => m.Name),
            new PostgresDatabase(_connection).Migrations.Select(m => m.Name)
        );
    }

    [Fact]
    public async Task Migrate_WhereAnAppliedScriptWasEdited_IsRefusedByName()
    {
        await MigrateDatabaseAsync();
        await QueryRowsAsync<int>(
            "UPDATE scim_migration SET sha256 = 'x' WHERE number = 2 RETURNING 1"
        );

        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(MigrateDatabaseAsync);

        Assert.Contains(
            "'0002_directory' was applied to the database in another form",
            refused.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Migrate_OfDatabaseWithResources_MakesThemSearchable()
    {
        await using (
            var old = new PostgresDatabase(
                _connection,
                "x",
                [.. Migration.LoadEmbedded("Postgres").Where(m => m.Number < 7)]
            )
        )
            await old.MigrateSchemaAsync(CancellationToken.None);
        await QueryRowsAsync<int>(LegacyResources.InsertSql);
        await MigrateDatabaseAsync();

        Assert.Equal(
            LegacyResources.SearchWords,
            await QueryRowsAsync<string>(LegacyResources.SelectSql)
        );
    }

    [Fact]
    public async Task Migrate_WhereAScriptFails_LeavesNothing()
    {
        await QueryRowsAsync<int>("CREATE TABLE scim_tenant (other TEXT)");
        await Assert.ThrowsAsync<StorageUnavailableException>(MigrateDatabaseAsync);

        Assert.Equal(
            ["scim_tenant"],
            await QueryRowsAsync<string>(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
            )
        );
        await QueryRowsAsync<int>("DROP TABLE scim_tenant");
        await MigrateDatabaseAsync();
    }

    [Fact]
    public async Task Migrate_OfUnreachableDatabase_NamesDatabaseWithoutPassword()
    {
        await using var database = new PostgresDatabase(
            new NpgsqlConnectionStringBuilder(_connection)
            {
                Port = 1,
                Password = "secret",
            }.ToString()
        );

        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(() =>
            database.MigrateSchemaAsync(CancellationToken.None)
        );

        Assert.Contains(" on 127.0.0.1:1 ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_OfAFilledDatabaseOfAnOlderVersion_KeepsWhatIsThereAndServesBothVersions()
    {
        IReadOnlyList<Migration> all = Migration.LoadEmbedded("Postgres");
        await using (
            var old = new PostgresDatabase(_connection, "x", [.. all.Where(m => m.Number <= 2)])
        )
            await old.MigrateSchemaAsync(CancellationToken.None);
        string[] kept =
        [
            await InsertStateAsync("User", 1, "create"),
            await InsertStateAsync("User", 2, "create"),
            await InsertStateAsync(
                "Group",
                3,
                "create",
                """{"add":[{"id":"id1","kind":"User"},{"id":"id2","kind":"User"}],"remove":[]}"""
            ),
        ];

        await MigrateDatabaseAsync();

        // What the old version wrote is there, what it goes on to write is taken, and it may be started again on the
        // newer schema.
        Assert.Equal(
            kept,
            await QueryRowsAsync<string>("SELECT id FROM scim_resource ORDER BY id")
        );
        Assert.Equal([2L], await QueryRowsAsync<long>("SELECT count(*) FROM scim_member"));
        await InsertStateAsync("User", 4, "create");
        await InsertStateAsync("User", 1, "update");
        await InsertStateAsync("User", 2, "delete");
        Assert.Equal(
            ["id1", "id3", "id4"],
            await QueryRowsAsync<string>("SELECT id FROM scim_resource ORDER BY id")
        );
        Assert.Equal(
            [("Group", 1L), ("User", 2L)],
            await QueryRowsAsync<(string, long)>("SELECT kind, n FROM scim_count ORDER BY kind")
        );
        await using var again = new PostgresDatabase(
            _connection,
            "x",
            [.. all.Where(m => m.Number <= 2)]
        );
        Assert.True(await again.IsSchemaCurrentAsync(CancellationToken.None));
        await again.MigrateSchemaAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Migrate_WhereTheSchemaWasContracted_RefusesProgramsThatAreTooOld()
    {
        await MigrateDatabaseAsync();
        await QueryRowsAsync<int>(
            "INSERT INTO scim_migration (number, name, sha256) VALUES (9001, '9001_future', 'x') RETURNING 1"
        );
        await MigrateDatabaseAsync();

        await QueryRowsAsync<int>(
            "INSERT INTO scim_installation (name, value) VALUES ('oldest-migration', '9000') RETURNING 1"
        );
        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(MigrateDatabaseAsync);

        Assert.Contains("newer than this program", refused.Message, StringComparison.Ordinal);
        Assert.Contains("9001_future", refused.Message, StringComparison.Ordinal);
        Assert.False(refused.IsTransient);
    }

    [Fact]
    public async Task FirstStart_OfSeveralSilos_IsCompletedByOneIfAnotherDies()
    {
        await MigrateDatabaseAsync();
        await using var one = new PostgresDatabase(_connection);
        await using var two = new PostgresDatabase(_connection);
        BootstrapLock dies = (await BootstrapLock.AcquireLockAsync(one, CancellationToken.None))!;
        await dies.SaveOperatorKeyAsync("lost", CancellationToken.None);
        Task<BootstrapLock?> waits = BootstrapLock.AcquireLockAsync(two, CancellationToken.None);
        Assert.False(await BootstrapLock.IsBootstrapFinishedAsync(one, CancellationToken.None));
        Assert.False(waits.IsCompleted);

        await dies.DisposeAsync();
        await using (BootstrapLock next = (await waits)!)
        {
            await next.SaveOperatorKeyAsync("shown", CancellationToken.None);
            await next.MarkFinishedAsync();
        }

        Assert.Null(await BootstrapLock.AcquireLockAsync(one, CancellationToken.None));
        Assert.Equal("shown", await one.ReadOperatorKeyDigestAsync(CancellationToken.None));
        Assert.False(await one.TrySaveOperatorKeyAsync("other", CancellationToken.None));
    }

    // As a silo of some version writes a state.
    private async Task<string> InsertStateAsync(
        string kind,
        int n,
        string operation,
        string members = "null"
    )
    {
        string payload = $$"""
            {"tenant":"t","kind":"{{kind}}","id":"id{{n}}","op":"{{operation}}","version":1,"actor":"a","requestId":"r","changed":[],"at":"2026-02-01T00:00:00.0000000Z",
             "created":"2026-01-01T00:00:00.0000000Z","index":{"unique":"x{{n}}","partition":1,"name":"x{{n}}","active":true},"document":{},"search":{"userName":"x{{n}}"},"members":{{members}}}
            """;
        await using DbConnection connection = new NpgsqlConnection(_connection);
        Assert.Equal(
            1,
            await connection.ExecuteAsync(
                operation == "create"
                    ? "INSERT INTO grain_state (grain_key, grain_type, n0, n1, service_id, version, payload) VALUES (@key, 'x', 0, 0, 's', 1, @payload::json)"
                    : "UPDATE grain_state SET payload = @payload::json, version = version + 1 WHERE grain_key = @key",
                new { key = $"t/id{n}", payload }
            )
        );
        return $"id{n}";
    }

    private async Task MigrateDatabaseAsync()
    {
        await using var database = new PostgresDatabase(_connection);
        await database.MigrateSchemaAsync(CancellationToken.None);
    }

    private async Task<List<T>> QueryRowsAsync<T>(string sql)
    {
        await using DbConnection connection = new NpgsqlConnection(_connection);
        return [.. await connection.QueryAsync<T>(sql)];
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } =
            System.IO.Directory.CreateTempSubdirectory("scim-names-").FullName;

        public void Dispose() => System.IO.Directory.Delete(Path, recursive: true);
    }
}
