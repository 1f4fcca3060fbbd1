using System.Diagnostics;
using System.Globalization;
using Dapper;
using Npgsql;
using Scim.Protocol.Schema;
using Scim.Storage.Postgres;
using Scim.Storage.Tests.Suite;
using Scim.Testing.Postgres;

namespace Scim.Storage.Tests.Postgres;

/// <summary>What <c>deploy/backup</c> dumps is what it restores, after the database is gone, and the restored one works on.</summary>
public sealed class BackupTests : IAsyncLifetime
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("scim-backup-").FullName;
    private readonly PostgresFixture _before = new();

    public ValueTask InitializeAsync() => _before.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _before.DisposeAsync();
        System.IO.Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Restore_OfADump_AfterTheDatabaseIsDestroyed_BringsEverythingBackAndWorksOn()
    {
        Tenant acme = new(_before, "acme"), other = new(_before, "other");
        string ada = await acme.User("ada"), bob = await acme.User("bob"), gone = await acme.User("gone");
        await acme.Group("staff", ada, bob, gone);
        await acme.Delete(BuiltInResourceTypes.User, gone);
        await other.User("ada");
        PostgresServer server = await PostgresServer.Shared;
        var address = new NpgsqlConnectionStringBuilder(_before.ConnectionString);
        Dictionary<string, string> model = await Digests(_before.ConnectionString);

        string dump = (await Script(address, "backup.sh", _folder)).Trim();
        await server.Execute("postgres", $"DROP DATABASE {address.Database} WITH (FORCE)");
        await Script(address, "restore.sh", dump, address.Database!);

        Assert.Equal(model, await Digests(_before.ConnectionString));
        var restored = new RestoredFixture(_before.ConnectionString);
        await restored.InitializeAsync();
        Tenant again = new(restored, "acme");
        await Assert.ThrowsAnyAsync<Exception>(() => again.User("ada"));
        string eve = await again.User("eve");
        Assert.Equal(3, (await restored.Rows<string>("SELECT id FROM scim_resource WHERE tenant = 'acme' AND kind = 'User'")).Count);
        Assert.Contains(eve, await restored.Rows<string>("SELECT id FROM scim_resource WHERE tenant = 'acme'"));
        await restored.DisposeAsync();
    }

    [Fact]
    public async Task Restore_OverADatabaseThatIsThere_IsRefusedAndLeavesIt()
    {
        await new Tenant(_before, "acme").User("ada");
        var address = new NpgsqlConnectionStringBuilder(_before.ConnectionString);
        string dump = (await Script(address, "backup.sh", _folder)).Trim();
        Dictionary<string, string> model = await Digests(_before.ConnectionString);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Script(address, "restore.sh", dump, address.Database!));
        Assert.Equal(model, await Digests(_before.ConnectionString));
    }

    [Fact]
    public async Task Backup_MoreOftenThanIsKept_RemovesTheOldest()
    {
        for (int i = 1; i <= 3; i++) await File.WriteAllTextAsync(Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"scim-2020010{i}T000000Z.dump")), "old", TestContext.Current.CancellationToken);
        string dump = (await Script(new NpgsqlConnectionStringBuilder(_before.ConnectionString), "backup.sh", _folder, "2")).Trim();
        string[] kept = [.. System.IO.Directory.GetFiles(_folder).Order(StringComparer.Ordinal)];
        Assert.Equal([Path.Combine(_folder, "scim-20200103T000000Z.dump"), dump], kept);
    }

    // What every table holds, whatever the order of its rows.
    private static async Task<Dictionary<string, string>> Digests(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        Dictionary<string, string> digests = [];
        foreach (string table in await connection.QueryAsync<string>("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"))
            digests[table] = await connection.QuerySingleAsync<string>($"SELECT count(*) || ' ' || md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE \"C\"), '')) FROM {table} t");
        Assert.True(digests.Count > 5);
        return digests;
    }

    private static async Task<string> Script(NpgsqlConnectionStringBuilder address, string script, params string[] arguments)
    {
        DirectoryInfo root = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Orleans.Scim.sln"))) root = root.Parent!;
        ProcessStartInfo start = new("bash", [Path.Combine(root.FullName, "deploy/backup", script), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PGHOST"] = address.Host;
        start.Environment["PGPORT"] = address.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PGUSER"] = address.Username;
        start.Environment["PGDATABASE"] = script == "backup.sh" ? address.Database : "postgres";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{script}: {await output}{await errors}");
    }

    private sealed class RestoredFixture(string connectionString) : StorageFixture
    {
        protected override ValueTask<ScimDatabase> Create() => new(new PostgresDatabase(connectionString));

        protected override ValueTask Remove() => default;
    }
}
