using System.Data.Common;
using Dapper;
using Npgsql;
using Scim.Clustering;
using Scim.Storage.Databases;
using Scim.Storage.Postgres;
using Scim.Storage.Tests.Suite;
using Scim.Testing.Postgres;

namespace Scim.Storage.Tests.Postgres;

/// <summary>Tests creating, checking and upgrading the schema.</summary>
public sealed class PostgresMigrationTests : IAsyncLifetime
{
    private string _connection = "";

    public async ValueTask InitializeAsync() => _connection = await (await PostgresServer.Shared).CreateDatabaseAsync();

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task Migrate_Concurrently_AppliesEveryScriptOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => MigrateDatabaseAsync()));
        await MigrateDatabaseAsync();

        await using var database = new PostgresDatabase(_connection);
        Assert.Equal(
            database.Migrations.Select(m => m.Name),
            await QueryRowsAsync<string>("SELECT name FROM scim_migration WHERE applied_at IS NOT NULL ORDER BY number")
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
    public async Task Migrate_WhenAnAppliedScriptWasEdited_IsRejectedByName()
    {
        await MigrateDatabaseAsync();
        await QueryRowsAsync<int>("UPDATE scim_migration SET sha256 = 'x' WHERE number = 2 RETURNING 1");

        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(MigrateDatabaseAsync);

        Assert.Contains(
            "'0002_directory' differs from the one that was applied",
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

        Assert.Equal(LegacyResources.SearchWords, await QueryRowsAsync<string>(LegacyResources.SelectSql));
    }

    [Fact]
    public async Task Migrate_WhenAScriptFails_IsRolledBack()
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
            new NpgsqlConnectionStringBuilder(_connection) { Port = 1, Password = "secret" }.ToString()
        );

        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(() =>
            database.MigrateSchemaAsync(CancellationToken.None)
        );

        Assert.Contains(" on 127.0.0.1:1 ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_OfOlderDatabaseWithData_KeepsTheDataAndServesBothVersions()
    {
        IReadOnlyList<Migration> all = Migration.LoadEmbedded("Postgres");
        await using (var old = new PostgresDatabase(_connection, "x", [.. all.Where(m => m.Number <= 2)]))
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

        await using (var expanded = new PostgresDatabase(_connection, "x", [.. all.Where(m => m.Number <= 11)]))
            await expanded.MigrateSchemaAsync(CancellationToken.None);

        // The data of the old version is kept, its further writes are accepted, and it can be started again on the
        // newer schema.
        Assert.Equal(kept, await QueryRowsAsync<string>("SELECT id FROM scim_resource ORDER BY id"));
        Assert.Equal([2L], await QueryRowsAsync<long>("SELECT count(*) FROM scim_member"));
        await InsertStateAsync("User", 4, "create");
        await InsertStateAsync("User", 1, "update");
        await InsertStateAsync("User", 2, "delete");
        Assert.Equal(["id1", "id3", "id4"], await QueryRowsAsync<string>("SELECT id FROM scim_resource ORDER BY id"));
        Assert.Equal(
            [("Group", 1L), ("User", 2L)],
            await QueryRowsAsync<(string, long)>("SELECT kind, n FROM scim_count ORDER BY kind")
        );
        await using var again = new PostgresDatabase(_connection, "x", [.. all.Where(m => m.Number <= 2)]);
        Assert.True(await again.IsSchemaCurrentAsync(CancellationToken.None));
        await again.MigrateSchemaAsync(CancellationToken.None);

        // Migration 12 renames the objects that older versions use. Its data is kept, but they cannot be started again.
        await using (var renamed = new PostgresDatabase(_connection, "x", [.. all.Where(m => m.Number <= 13)]))
            await renamed.MigrateSchemaAsync(CancellationToken.None);
        await InsertStateAsync("User", 5, "create");

        // Migration 14 moves the states of resources to scim_resource.
        await MigrateDatabaseAsync();
        Assert.Equal([0L], await QueryRowsAsync<long>("SELECT count(*) FROM grain_state"));
        Assert.Equal(["id2"], await QueryRowsAsync<string>("SELECT id FROM scim_tombstone"));
        Assert.Equal(
            [true],
            await QueryRowsAsync<bool>("SELECT nextval('scim_resource_rid_seq') > max(rid) FROM scim_resource")
        );
        Assert.Equal(
            ["id1", "id3", "id4", "id5"],
            await QueryRowsAsync<string>("SELECT id FROM scim_resource ORDER BY id")
        );
        Assert.Equal(
            [("Group", 1L), ("User", 3L)],
            await QueryRowsAsync<(string, long)>("SELECT kind, resource_count FROM scim_resource_count ORDER BY kind")
        );
        await Assert.ThrowsAsync<StorageUnavailableException>(() => again.IsSchemaCurrentAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Migrate_OfUsersWithoutActive_StoresActiveWithoutCommit()
    {
        await using (
            var old = new PostgresDatabase(
                _connection,
                "x",
                [.. Migration.LoadEmbedded("Postgres").Where(m => m.Number < 13)]
            )
        )
            await old.MigrateSchemaAsync(CancellationToken.None);
        foreach (string statement in LegacyResources.InsertUsersWithoutActiveSql.Split(';'))
            await QueryRowsAsync<int>(statement);
        await QueryRowsAsync<int>("DELETE FROM reminder");
        await MigrateDatabaseAsync();

        Assert.Equal(
            LegacyResources.DocumentsWithActive,
            await QueryRowsAsync<string>("SELECT convert_from(document, 'UTF8') FROM scim_resource ORDER BY id")
        );
        Assert.Equal(
            ["1 t", "2 f"],
            await QueryRowsAsync<string>(
                "SELECT concat_ws(' ', id, active) FROM scim_resource WHERE kind = 'User' ORDER BY id"
            )
        );
        Assert.Equal(["3 2"], await QueryRowsAsync<string>("SELECT concat_ws(' ', id, version) FROM scim_tombstone"));
        Assert.Equal(
            [0L],
            await QueryRowsAsync<long>("SELECT count(*) FROM scim_resource WHERE search ?| ARRAY['active', 'id']")
        );
        Assert.Equal([0L], await QueryRowsAsync<long>("SELECT count(*) FROM grain_state"));
        Assert.Equal([5L], await QueryRowsAsync<long>("SELECT count(*) FROM scim_change"));
        Assert.Equal([0L], await QueryRowsAsync<long>("SELECT count(*) FROM reminder"));
        Assert.Empty(
            await QueryRowsAsync<string>(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = 'grain_state'::regclass AND tgenabled <> 'O'"
            )
        );
    }

    [Fact]
    public async Task Migrate_OfNamesWithRedundantWhiteSpace_CollapsesItWithoutCommit()
    {
        await using (
            var old = new PostgresDatabase(
                _connection,
                "x",
                [.. Migration.LoadEmbedded("Postgres").Where(m => m.Number < 14)]
            )
        )
            await old.MigrateSchemaAsync(CancellationToken.None);
        await QueryRowsAsync<int>(LegacyResources.InsertNamesSql);
        await MigrateDatabaseAsync();

        Assert.Equal(
            LegacyResources.CollapsedNames,
            await QueryRowsAsync<string>(
                """
                SELECT concat_ws('|', id, coalesce(unique_name, ''), name, display, version)
                FROM scim_resource ORDER BY id
                """
            )
        );
        Assert.Equal(
            LegacyResources.DocumentsWithCollapsedNames,
            await QueryRowsAsync<string>("SELECT convert_from(document, 'UTF8') FROM scim_resource ORDER BY id")
        );
        Assert.Equal(
            LegacyResources.CollapsedSearchNames,
            await QueryRowsAsync<string>(
                """
                SELECT search ->> CASE kind WHEN 'User' THEN 'userName' ELSE 'displayName' END
                FROM scim_resource ORDER BY id
                """
            )
        );
        Assert.Equal([5L], await QueryRowsAsync<long>("SELECT count(*) FROM scim_change"));
    }

    [Fact]
    public async Task Migrate_ToTheCurrentVersion_LeavesNoRetiredName()
    {
        await MigrateDatabaseAsync();

        Assert.Empty(
            await QueryRowsAsync<string>(
                $"""
                SELECT name FROM (
                  SELECT relname::text FROM pg_class WHERE relnamespace = current_schema()::regnamespace
                  UNION ALL
                  SELECT conname::text FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
                  UNION ALL
                  SELECT proname::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
                  UNION ALL
                  SELECT tgname::text FROM pg_trigger) AS o (name)
                WHERE name IN ({FormatLiterals(RetiredNames.Objects)})
                UNION ALL
                SELECT c.relname || '.' || a.attname FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
                WHERE c.relnamespace = current_schema()::regnamespace AND a.attnum > 0
                  AND c.relname || '.' || a.attname IN ({FormatLiterals(RetiredNames.Columns)})
                UNION ALL
                SELECT proname || ' uses ' || substring(prosrc FROM '{RetiredNames.FormatPattern(@"\y")}') FROM pg_proc
                WHERE pronamespace = current_schema()::regnamespace AND prosrc ~ '{RetiredNames.FormatPattern(@"\y")}'
                """
            )
        );
    }

    [Fact]
    public async Task Triggers_OfResourceDeletion_FireInTheOrderOfLocks()
    {
        await MigrateDatabaseAsync();

        Assert.Equal(
            [
                "scim_resource_deleted",
                "scim_resource_deleted_non_unique_name",
                "scim_resource_deleted_permissions",
                "scim_resource_deleted_search_words",
                "scim_resource_deleted_unique_values",
            ],
            await QueryRowsAsync<string>(
                """
                SELECT tgname::text FROM pg_trigger
                WHERE tgrelid = 'scim_resource'::regclass AND NOT tgisinternal AND tgtype & 8 = 8
                ORDER BY tgname::text COLLATE "C"
                """
            )
        );
    }

    [Fact]
    public async Task Migrate_AfterSchemaContraction_RejectsOldPrograms()
    {
        await MigrateDatabaseAsync();
        await QueryRowsAsync<int>(
            "INSERT INTO scim_migration (number, name, sha256) VALUES (9001, '9001_future', 'x') RETURNING 1"
        );
        await MigrateDatabaseAsync();

        await QueryRowsAsync<int>(
            "UPDATE scim_installation SET value = '9000' WHERE name = 'oldest-migration' RETURNING 1"
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
        BootstrapLock dies = (await BootstrapLock.AcquireLockAsync(one.Cluster, CancellationToken.None))!;
        await dies.SaveOperatorKeyAsync("first", CancellationToken.None);
        Task<BootstrapLock?> waits = BootstrapLock.AcquireLockAsync(two.Cluster, CancellationToken.None);
        Assert.False(await BootstrapLock.IsBootstrapFinishedAsync(one.Cluster, CancellationToken.None));
        Assert.False(waits.IsCompleted);

        await dies.DisposeAsync();
        await using (BootstrapLock next = (await waits)!)
        {
            await next.SaveOperatorKeyAsync("shown", CancellationToken.None);
            await next.MarkFinishedAsync();
        }

        Assert.Null(await BootstrapLock.AcquireLockAsync(one.Cluster, CancellationToken.None));
        Assert.Equal("shown", await one.Cluster.ReadOperatorKeyDigestAsync(CancellationToken.None));
        Assert.False(await one.Cluster.TrySaveOperatorKeyAsync("other", CancellationToken.None));
    }

    // Inserts a state as a silo of a given version does.
    private async Task<string> InsertStateAsync(string resourceType, int n, string operation, string members = "null")
    {
        string payload = $$"""
            {"tenant":"t","kind":"{{resourceType}}","id":"id{{n}}","op":"{{operation}}","version":1,"actor":"a","requestId":"r","changed":[],"at":"2026-02-01T00:00:00.0000000Z",
             "created":"2026-01-01T00:00:00.0000000Z","index":{"unique":"x{{n}}","partition":1,"name":"x{{n}}","active":true},"document":{},"search":{"userName":"x{{n}}"},"members":{{members}}}
            """;
        await using DbConnection connection = new NpgsqlConnection(_connection);
        Assert.Equal(
            1,
            await connection.ExecuteAsync(
                operation == "create"
                    ? "INSERT INTO grain_state (grain_key, grain_type, n0, n1, service_id, version, payload) VALUES (@key, @grainType, 0, 0, 's', 1, @payload::json)"
                    : "UPDATE grain_state SET payload = @payload::json, version = version + 1 WHERE grain_key = @key",
                new
                {
                    key = $"t/id{n}",
                    grainType = resourceType.ToLowerInvariant(),
                    payload,
                }
            )
        );
        return $"id{n}";
    }

    private static string FormatLiterals(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"'{n}'"));

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
        public string Path { get; } = System.IO.Directory.CreateTempSubdirectory("scim-names-").FullName;

        public void Dispose() => System.IO.Directory.Delete(Path, recursive: true);
    }
}
