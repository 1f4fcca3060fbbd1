using System.Data.Common;
using Dapper;
using Npgsql;
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
        await Migrate();
        await Query<int>($"""
            DROP TRIGGER scim_commit_words ON scim_commit; DROP TRIGGER scim_resource_words_deleted ON scim_resource; DROP TABLE scim_word; DROP TABLE scim_words;
            DROP FUNCTION scim_words_removed, scim_commit_words, scim_resource_words_deleted; DELETE FROM scim_migration WHERE number = 7; {OlderResources.Insert}
            """);
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
