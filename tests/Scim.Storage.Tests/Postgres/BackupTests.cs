using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Dapper;
using Npgsql;
using Scim.Grains.Storage;
using Scim.Protocol.Schema;
using Scim.Storage.Databases;
using Scim.Storage.Postgres;
using Scim.Storage.Tests.Suite;
using Scim.Testing.Postgres;

namespace Scim.Storage.Tests.Postgres;

/// <summary>
/// Tests that the scripts in <c>deploy/backup</c> restore a deleted database completely, and that the restored database
/// is usable.
/// </summary>
public sealed class BackupTests : IAsyncLifetime
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("scim-backup-").FullName;
    private readonly PostgresFixture _digestsBefore = new();

    public ValueTask InitializeAsync() => _digestsBefore.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _digestsBefore.DisposeAsync();
        System.IO.Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Restore_OfDumpAfterDatabaseLoss_RestoresEverything()
    {
        StorageTenant acme = new(_digestsBefore, "acme"),
            other = new(_digestsBefore, "other");
        string ada = await acme.CreateUserAsync("ada"),
            bob = await acme.CreateUserAsync("bob"),
            deleted = await acme.CreateUserAsync("deleted");
        await acme.CreateGroupAsync("staff", ada, bob, deleted);
        await acme.DeleteResourceAsync(BuiltInResourceTypes.User, deleted);
        await other.CreateUserAsync("ada");
        PostgresServer server = await PostgresServer.Shared;
        var address = new NpgsqlConnectionStringBuilder(_digestsBefore.ConnectionString);
        Dictionary<string, string> model = await ReadDigestsAsync(_digestsBefore.ConnectionString);

        string dump = (await RunScriptAsync(address, "backup.sh", _folder)).Trim();
        await server.ExecuteSqlAsync("postgres", $"DROP DATABASE {address.Database} WITH (FORCE)");
        await RunScriptAsync(address, "restore.sh", dump, address.Database!);

        Assert.Equal(model, await ReadDigestsAsync(_digestsBefore.ConnectionString));
        var restored = new RestoredFixture(_digestsBefore.ConnectionString);
        await restored.InitializeAsync();
        StorageTenant again = new(restored, "acme");
        await Assert.ThrowsAnyAsync<Exception>(() => again.CreateUserAsync("ada"));
        string eve = await again.CreateUserAsync("eve");
        Assert.Equal(
            3,
            (
                await restored.QueryRowsAsync<string>(
                    "SELECT id FROM scim_resource WHERE tenant = 'acme' AND kind = 'User'"
                )
            ).Count
        );
        Assert.Contains(
            eve,
            await restored.QueryRowsAsync<string>("SELECT id FROM scim_resource WHERE tenant = 'acme'")
        );
        await restored.DisposeAsync();
    }

    [Fact]
    public async Task Restore_OverExistingDatabase_IsRejectedWithoutChanges()
    {
        await new StorageTenant(_digestsBefore, "acme").CreateUserAsync("ada");
        var address = new NpgsqlConnectionStringBuilder(_digestsBefore.ConnectionString);
        string dump = (await RunScriptAsync(address, "backup.sh", _folder)).Trim();
        Dictionary<string, string> model = await ReadDigestsAsync(_digestsBefore.ConnectionString);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            RunScriptAsync(address, "restore.sh", dump, address.Database!)
        );
        Assert.Equal(model, await ReadDigestsAsync(_digestsBefore.ConnectionString));
    }

    [Fact]
    public async Task Backup_OverRetentionCount_RemovesTheOldest()
    {
        for (int i = 1; i <= 3; i++)
            await File.WriteAllTextAsync(
                Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"scim-2020010{i}T000000Z.dump")),
                "old",
                TestContext.Current.CancellationToken
            );
        string dump = (
            await RunScriptAsync(
                new NpgsqlConnectionStringBuilder(_digestsBefore.ConnectionString),
                "backup.sh",
                _folder,
                "2"
            )
        ).Trim();
        string[] kept = [.. System.IO.Directory.GetFiles(_folder).Order(StringComparer.Ordinal)];
        Assert.Equal([Path.Combine(_folder, "scim-20200103T000000Z.dump"), dump], kept);
    }

    // Returns a digest of each table that does not depend on the order of rows.
    private static async Task<Dictionary<string, string>> ReadDigestsAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        Dictionary<string, string> digests = [];
        foreach (
            string table in await connection.QueryAsync<string>(
                "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
            )
        )
            digests[table] = await connection.QuerySingleAsync<string>(
                $"SELECT count(*) || ' ' || md5(coalesce(string_agg(t::text, E'\\n' "
                    + $"ORDER BY t::text COLLATE \"C\"), '')) FROM {table} t"
            );
        Assert.True(digests.Count > 5);
        return digests;
    }

    private static async Task<string> RunScriptAsync(
        NpgsqlConnectionStringBuilder address,
        string script,
        params string[] arguments
    )
    {
        DirectoryInfo root = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Orleans.Scim.sln")))
            root = root.Parent!;
        ProcessStartInfo start = new("bash", [Path.Combine(root.FullName, "deploy/backup", script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PGHOST"] = address.Host;
        start.Environment["PGPORT"] = address.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PGUSER"] = address.Username;
        start.Environment["PGDATABASE"] = script == "backup.sh" ? address.Database : "postgres";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(),
            errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{script}: {await output}{await errors}");
    }

    private sealed class RestoredFixture(string connectionString) : StorageFixture
    {
        protected override ValueTask<ScimDatabase> CreateDatabaseAsync() => new(new PostgresDatabase(connectionString));

        protected override ValueTask RemoveDatabaseAsync() => default;

        public override Task InterruptCommitAsync(ResourceState next, Func<DbConnection, Task> inspect) =>
            throw new NotSupportedException();
    }
}
