using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Npgsql;
using Scim.Testing.Postgres;

namespace Scim.Conformance.Tests.Upgrade;

/// <summary>
/// Data that an earlier version of the program stored, brought up to date by <c>--migrate</c> and opened by the present
/// program, on the database of this test run. What must be found is in a manifest.
/// </summary>
public sealed class KeptData : IAsyncDisposable
{
    private static readonly TimeSpan MigrationTime = TimeSpan.FromSeconds(120);

    private readonly TempFolder _folder;
    private readonly JsonElement _manifest;

    private KeptData(ScimServer server, TempFolder folder, JsonElement manifest) =>
        (Server, _folder, _manifest) = (server, folder, manifest);

    /// <summary>The present program over the data.</summary>
    public ScimServer Server { get; }

    /// <summary>The operator API with the key that the earlier version made.</summary>
    public OperatorClient Operator => new(Server.BaseUrl, _manifest.GetProperty("operatorKey").GetString());

    /// <summary>The tenants that must be there.</summary>
    public IReadOnlyList<KeptTenant> Tenants =>
        [.. _manifest.GetProperty("tenants").EnumerateArray().Select(tenant => new KeptTenant(Operator, tenant))];

    /// <summary>The ids of tenants that were deleted.</summary>
    public IEnumerable<string> DeletedTenants =>
        _manifest.GetProperty("deletedTenants").EnumerateArray().Select(id => id.GetString()!);

    /// <summary>Unpacks the data of a version, runs <c>--migrate</c> with the silos stopped, starts a server.</summary>
    /// <param name="version">The folder below <c>Upgrade/Data</c>, for example <c>v0.1</c>.</param>
    public static async Task<KeptData> OpenAsync(string version)
    {
        string source = Path.Combine(AppContext.BaseDirectory, "Upgrade", "Data", version);
        string dump = Path.Combine(source, "postgres.sql.gz"),
            archive = Path.Combine(source, "sqlite.zip");
        TempFolder folder = new();
        ServerSettings settings = new() { OperatorKey = null };
        settings = ScimServer.IsOnPostgres
            ? settings with
            {
                ConnectionString = await RestoreDumpAsync(dump),
            }
            : settings with
            {
                DataFolder = UnpackFolder(archive, folder["kept"]),
            };
        await MigrateAsync(settings, folder.FullName);
        ScimServer server = await ScimServer.StartAsync(settings);
        string name = ScimServer.IsOnPostgres ? "manifest.postgres.json" : "manifest.sqlite.json";
        string text = await File.ReadAllTextAsync(Path.Combine(source, name));
        text = text.Replace("{base}", server.BaseUrl, StringComparison.Ordinal);
        using JsonDocument manifest = JsonDocument.Parse(text);
        return new KeptData(server, folder, manifest.RootElement.Clone());
    }

    /// <summary>A tenant that must be there.</summary>
    public KeptTenant GetTenant(string id) => Tenants.Single(tenant => tenant.Id == id);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task MigrateAsync(ServerSettings settings, string workingFolder)
    {
        Dictionary<string, string> environment = settings.ConnectionString is { } connection
            ? new() { ["Scim__Storage"] = "Postgres", ["ConnectionStrings__Scim"] = connection }
            : new() { ["Scim__Data"] = settings.DataFolder! };
        await using SiloProcess migration = SiloProcess.Start(workingFolder, environment, "--migrate");
        Assert.True(await migration.WaitForExitAsync(MigrationTime) == 0, migration.AllOutput);
    }

    private static string UnpackFolder(string archive, string folder)
    {
        ZipFile.ExtractToDirectory(archive, folder);
        return folder;
    }

    private static async Task<string> RestoreDumpAsync(string file)
    {
        PostgresServer postgres = await PostgresServer.Shared;
        string connection = await postgres.CreateDatabaseAsync();
        await using GZipStream unpacked = new(File.OpenRead(file), CompressionMode.Decompress);
        using StreamReader reader = new(unpacked, Encoding.UTF8);
        await postgres.ExecuteSqlAsync(
            new NpgsqlConnectionStringBuilder(connection).Database!,
            await reader.ReadToEndAsync()
        );
        return connection;
    }
}
