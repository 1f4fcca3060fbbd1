using System.Data.Common;
using Dapper;
using Scim.Clustering;
using Scim.Storage.Databases;
using Scim.Storage.Sqlite;
using Scim.Storage.Tests.Suite;

namespace Scim.Storage.Tests.Sqlite;

/// <summary>Tests creating and checking the schema of a file.</summary>
public sealed class SqliteMigrationTests : IDisposable
{
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("scim-migrate-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Migrate_OfAnEmptyFolder_AppliesEveryScriptOnce()
    {
        await MigrateDatabaseAsync();
        await MigrateDatabaseAsync();

        await using var database = new SqliteDatabase(_folder.FullName);
        List<string> applied = await QueryRowsAsync<string>(
            database,
            "SELECT name FROM scim_migration WHERE applied_at IS NOT NULL ORDER BY number"
        );
        Assert.Equal(database.Migrations.Select(m => m.Name), applied);
        Assert.Equal(
            database.Migrations.Select(m => m.Number).Distinct().Order(),
            database.Migrations.Select(m => m.Number)
        );
        Assert.Equal(["wal"], await QueryRowsAsync<string>(database, "PRAGMA journal_mode"));
        Assert.Equal([2L], await QueryRowsAsync<long>(database, "PRAGMA synchronous"));
    }

    [Fact]
    public async Task Migrate_IntoMissingFolder_CreatesIt()
    {
        string folder = Path.Combine(_folder.FullName, "a", "b");
        await using var database = new SqliteDatabase(folder);
        await database.MigrateSchemaAsync(CancellationToken.None);

        Assert.True(File.Exists(Path.Combine(folder, "scim.db")));
    }

    [Fact]
    public async Task Migrate_Concurrently_AppliesEveryScriptOnce()
    {
        // Each migration has its own connections, like a separate process, and its own thread, because SQLite's driver
        // blocks.
        using var start = new Barrier(4);
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ =>
                    Task.Factory.StartNew(
                            () =>
                            {
                                start.SignalAndWait();
                                return MigrateDatabaseAsync();
                            },
                            CancellationToken.None,
                            TaskCreationOptions.LongRunning,
                            TaskScheduler.Default
                        )
                        .Unwrap()
                )
        );

        await using var database = new SqliteDatabase(_folder.FullName);
        Assert.Equal(
            [(long)database.Migrations.Count],
            await QueryRowsAsync<long>(database, "SELECT count(*) FROM scim_migration")
        );
    }

    [Fact]
    public async Task Migrate_WhenAnAppliedScriptWasEdited_IsRejectedByName()
    {
        await MigrateDatabaseAsync();
        await ExecuteSqlAsync("UPDATE scim_migration SET sha256 = 'x' WHERE number = 2");

        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(MigrateDatabaseAsync);

        Assert.Contains(
            "'0002_directory' differs from the one that was applied",
            refused.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Migrate_WhenTheSchemaIsNewer_IsRejectedByName()
    {
        await MigrateDatabaseAsync();
        await ExecuteSqlAsync("INSERT INTO scim_migration (number, name, sha256) VALUES (9001, '9001_future', 'x')");

        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(MigrateDatabaseAsync);

        Assert.Contains("newer than this program", refused.Message, StringComparison.Ordinal);
        Assert.Contains("9001_future", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_WhenAScriptFails_IsRolledBack()
    {
        await using (var database = new SqliteDatabase(_folder.FullName))
        {
            await ExecuteSqlAsync("CREATE TABLE scim_tenant (other TEXT)");
            await Assert.ThrowsAsync<StorageUnavailableException>(() =>
                database.MigrateSchemaAsync(CancellationToken.None)
            );
        }

        await ExecuteSqlAsync("DROP TABLE scim_tenant");
        await MigrateDatabaseAsync();
    }

    [Fact]
    public async Task Migrate_OfDatabaseWithResources_MakesThemSearchable()
    {
        await using (
            var old = new SqliteDatabase(
                _folder.FullName,
                [.. Migration.LoadEmbedded("Sqlite").Where(m => m.Number < 7)]
            )
        )
            await old.MigrateSchemaAsync(CancellationToken.None);
        await ExecuteSqlAsync(LegacyResources.InsertSql);
        await MigrateDatabaseAsync();

        await using var database = new SqliteDatabase(_folder.FullName);
        Assert.Equal(LegacyResources.SearchWords, await QueryRowsAsync<string>(database, LegacyResources.SelectSql));
    }

    [Fact]
    public async Task Migrate_OfUsersWithoutActive_StoresActiveWithoutCommit()
    {
        await using (
            var old = new SqliteDatabase(
                _folder.FullName,
                [.. Migration.LoadEmbedded("Sqlite").Where(m => m.Number < 13)]
            )
        )
            await old.MigrateSchemaAsync(CancellationToken.None);
        await ExecuteSqlAsync(LegacyResources.InsertUsersWithoutActiveSql);
        await ExecuteSqlAsync("DELETE FROM reminder");
        await MigrateDatabaseAsync();

        await using var database = new SqliteDatabase(_folder.FullName);
        Assert.Equal(
            LegacyResources.DocumentsWithActive,
            await QueryRowsAsync<string>(database, "SELECT CAST(document AS TEXT) FROM scim_resource ORDER BY id")
        );
        Assert.Equal(
            ["1 1", "2 0"],
            await QueryRowsAsync<string>(
                database,
                "SELECT id || ' ' || active FROM scim_resource WHERE kind = 'User' ORDER BY id"
            )
        );
        Assert.Equal(
            ["3 2"],
            await QueryRowsAsync<string>(database, "SELECT id || ' ' || version FROM scim_tombstone")
        );
        Assert.Equal(
            [0L],
            await QueryRowsAsync<long>(
                database,
                "SELECT count(*) FROM scim_indexed_value WHERE path IN ('$.active', '$.id')"
            )
        );
        Assert.Equal([0L], await QueryRowsAsync<long>(database, "SELECT count(*) FROM grain_state"));
        Assert.Equal([5L], await QueryRowsAsync<long>(database, "SELECT count(*) FROM scim_change"));
        Assert.Equal([0L], await QueryRowsAsync<long>(database, "SELECT count(*) FROM reminder"));
    }

    [Fact]
    public async Task Migrate_OfNamesWithRedundantWhiteSpace_CollapsesItWithoutCommit()
    {
        await using (
            var old = new SqliteDatabase(
                _folder.FullName,
                [.. Migration.LoadEmbedded("Sqlite").Where(m => m.Number < 14)]
            )
        )
            await old.MigrateSchemaAsync(CancellationToken.None);
        await ExecuteSqlAsync(LegacyResources.InsertNamesSql);
        await MigrateDatabaseAsync();

        await using var database = new SqliteDatabase(_folder.FullName);
        Assert.Equal(
            LegacyResources.CollapsedNames,
            await QueryRowsAsync<string>(
                database,
                """
                SELECT id || '|' || coalesce(unique_name, '') || '|' || name || '|' || display || '|' || version
                FROM scim_resource ORDER BY id
                """
            )
        );
        Assert.Equal(
            LegacyResources.DocumentsWithCollapsedNames,
            await QueryRowsAsync<string>(database, "SELECT CAST(document AS TEXT) FROM scim_resource ORDER BY id")
        );
        Assert.Equal(
            LegacyResources.CollapsedSearchNames,
            await QueryRowsAsync<string>(
                database,
                """
                SELECT search ->> CASE kind WHEN 'User' THEN '$.userName' ELSE '$.displayName' END
                FROM scim_resource ORDER BY id
                """
            )
        );
        Assert.Equal(
            ["bob  r.", "eve  e.", "the crew"],
            await QueryRowsAsync<string>(
                database,
                "SELECT value FROM scim_indexed_value WHERE path = '$.displayName' ORDER BY value"
            )
        );
        Assert.Equal([5L], await QueryRowsAsync<long>(database, "SELECT count(*) FROM scim_change"));
    }

    [Fact]
    public async Task Migrate_ToTheCurrentVersion_LeavesNoRetiredName()
    {
        await MigrateDatabaseAsync();

        await using var database = new SqliteDatabase(_folder.FullName);
        List<string> names = await QueryRowsAsync<string>(
            database,
            """
            SELECT name FROM sqlite_schema
            UNION ALL
            SELECT s.name || '.' || c.name FROM sqlite_schema AS s, pragma_table_info(s.name) AS c
            WHERE s.type IN ('table', 'view')
            """
        );
        Assert.Empty(names.Intersect([.. RetiredNames.Objects, .. RetiredNames.Columns]));
        Assert.All(
            await QueryRowsAsync<string>(database, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL"),
            sql => Assert.DoesNotMatch(RetiredNames.FormatPattern(@"\b"), sql)
        );
    }

    [Fact]
    public async Task Migrate_OfInvalidDatabaseFile_NamesFileAndRemedy()
    {
        string file = Path.Combine(_folder.FullName, "scim.db");
        await File.WriteAllTextAsync(file, new string('x', 8192));

        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(MigrateDatabaseAsync);

        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
        Assert.Contains("not a database", refused.Message, StringComparison.Ordinal);
        Assert.Contains("another folder", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("file/below")]
    public async Task Migrate_IntoAPathThatIsAFile_IsRejected(string path)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "file"), "");
        await using var database = new SqliteDatabase(Path.Combine(_folder.FullName, path));

        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(() =>
            database.MigrateSchemaAsync(CancellationToken.None)
        );

        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Digest_IsTheSameWhateverTheLineEndings() =>
        Assert.Equal(new Migration(1, "a", "x\ny\n").Digest, new Migration(1, "a", "x\r\ny\r\n").Digest);

    private async Task MigrateDatabaseAsync()
    {
        await using var database = new SqliteDatabase(_folder.FullName);
        await database.MigrateSchemaAsync(CancellationToken.None);
    }

    private async Task ExecuteSqlAsync(string sql)
    {
        await using var database = new SqliteDatabase(_folder.FullName);
        await using DbConnection connection = await database.OpenConnectionAsync(CancellationToken.None);
        await connection.ExecuteAsync(sql);
    }

    private static async Task<List<T>> QueryRowsAsync<T>(SqliteDatabase database, string sql)
    {
        await using DbConnection connection = await database.OpenConnectionAsync(CancellationToken.None);
        return [.. await connection.QueryAsync<T>(sql)];
    }
}
