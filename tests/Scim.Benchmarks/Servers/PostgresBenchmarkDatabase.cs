using System.Globalization;
using Npgsql;
using Scim.Benchmarks.Configuration;
using Scim.Testing.Postgres;

namespace Scim.Benchmarks.Servers;

/// <summary>
/// Two databases, one for the silo and one for the bare endpoint, on a dedicated server that is started from the
/// distribution's packages as a user other than root.
/// </summary>
internal sealed class PostgresBenchmarkDatabase : BenchmarkDatabase
{
    private readonly PostgresServer _server;
    private readonly string _silo;
    private readonly string _baseline;

    private PostgresBenchmarkDatabase(PostgresServer server, string silo, string bare)
    {
        (_server, _silo, _baseline) = (server, silo, bare);
        SiloSettings = new Dictionary<string, string>
        {
            ["Scim__Storage"] = "Postgres",
            ["ConnectionStrings__Scim"] = silo,
            ["Scim__AdvertisedAddress"] = "127.0.0.1",
            ["Scim__SiloPort"] = ServerProcess.GetFreePort().ToString(CultureInfo.InvariantCulture),
            ["Scim__ClientPort"] = ServerProcess.GetFreePort().ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <inheritdoc/>
    public override StorageProvider Provider => StorageProvider.Postgres;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> SiloSettings { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> BaselineSettings => ["postgres", _baseline];

    /// <summary>Starts the server and creates the databases.</summary>
    public static async Task<PostgresBenchmarkDatabase> CreateAsync()
    {
        PostgresServer server = await PostgresServer.StartAsync("shared_buffers=1GB", "max_wal_size=8GB");
        return new PostgresBenchmarkDatabase(
            server,
            await server.CreateDatabaseAsync(),
            await server.CreateDatabaseAsync()
        );
    }

    /// <inheritdoc/>
    public override async Task CopyUsersAsync(string tenant, string templateId, string templateName, int count)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(_silo + ";Command Timeout=3600");
        await using NpgsqlCommand command = source.CreateCommand(
            CreateCopySql(
                "series (n) AS (SELECT generate_series(1, @count - 1))",
                "('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))",
                "convert_from(document, 'UTF8')",
                text => $"convert_to({text}, 'UTF8')",
                "search::text",
                text => $"{text}::jsonb"
            ) + "\nSELECT scim_add_to_resource_count(@tenant, 'User', @count - 1)"
        );
        command.Parameters.AddWithValue("tenant", tenant);
        command.Parameters.AddWithValue("id", templateId);
        command.Parameters.AddWithValue("name", templateName);
        command.Parameters.AddWithValue("count", count);
        await command.ExecuteNonQueryAsync();
        await UpdateStatisticsAsync();
    }

    /// <inheritdoc/>
    public override Task UpdateStatisticsAsync() =>
        _server.ExecuteSqlAsync(new NpgsqlConnectionStringBuilder(_silo).Database!, "ANALYZE");

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await base.DisposeAsync();
    }
}
