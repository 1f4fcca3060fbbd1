using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Scim.Benchmarks.Configuration;

namespace Scim.Benchmarks.Servers;

/// <summary>The product: the silo program, which includes the gateway, with a temporary data folder.</summary>
internal sealed partial class SiloServer : IAsyncDisposable
{
    private const string OperatorKey = "operator-key-of-the-benchmarks";
    private readonly BenchmarkDatabase _database;
    private readonly bool _isRateLimited;
    private readonly string _program;
    private ServerProcess? _process;

    private SiloServer(BenchmarkDatabase database, bool limited, string program) =>
        (_database, _isRateLimited, _program) = (database, limited, program);

    /// <summary>The loopback port.</summary>
    public int Port { get; private set; }

    /// <summary>The token of the tenant <c>demo</c>.</summary>
    public string Token { get; private set; } = "";

    /// <summary>The process id.</summary>
    public int ProcessId => _process!.ProcessId;

    /// <summary>A SCIM client of the tenant <c>demo</c>.</summary>
    public BenchmarkClient DemoClient => CreateTenantClient("demo", Token);

    /// <summary>
    /// Creates a client of the tenant <c>demo</c>'s workplace API that sends bodies of the given media type.
    /// </summary>
    public BenchmarkClient CreateWorkplaceClient(string mediaType) =>
        new($"http://127.0.0.1:{Port}/tenants/demo/api", Token, mediaType);

    /// <summary>Starts a server.</summary>
    /// <param name="database">The database.</param>
    /// <param name="limited">Whether the default rate limits apply to the tenants; otherwise they are raised out of
    /// reach.</param>
    /// <param name="program">The silo program; null for that of this build.</param>
    public static async Task<SiloServer> StartAsync(
        BenchmarkDatabase database,
        bool limited = false,
        string? program = null
    )
    {
        var server = new SiloServer(database, limited, program ?? BuildPaths.SiloAssembly);
        try
        {
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server again after <see cref="StopAsync"/>.</summary>
    public async Task StartAsync()
    {
        Port = ServerProcess.GetFreePort();
        _process = ServerProcess.Start(
            "dotnet",
            [_program, "--urls", $"http://127.0.0.1:{Port}"],
            CreateEnvironment(),
            _database.Folder
        );
        var health = new BenchmarkClient($"http://127.0.0.1:{Port}", "");
        await _process.WaitUntilAsync(async () =>
        {
            try
            {
                using HttpResponseMessage response = await health.SendRawAsync("GET", "/health/ready");
                return response.IsSuccessStatusCode
                    && _process.Output.Any(l => l.Contains("Ctrl+C", StringComparison.Ordinal));
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        if (_process.Output.Select(l => TokenRegex().Match(l)).FirstOrDefault(m => m.Success) is { } shown)
            Token = shown.Value;
    }

    /// <summary>Stops the server gracefully.</summary>
    public async Task StopAsync()
    {
        await _process!.StopAsync();
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>Creates a SCIM client of a tenant.</summary>
    public BenchmarkClient CreateTenantClient(string tenant, string token) =>
        new($"http://127.0.0.1:{Port}/tenants/{tenant}/scim/v2", token);

    /// <summary>Creates a tenant and a token.</summary>
    /// <returns>The token.</returns>
    public async Task<string> CreateTenantAsync(string tenant)
    {
        var operations = new BenchmarkClient($"http://127.0.0.1:{Port}/operator", OperatorKey, "application/json");
        await operations.SendJsonAsync("POST", "/tenants", $$"""{"id":"{{tenant}}","displayName":"Benchmark"}""");
        JsonNode issued = (
            await operations.SendJsonAsync(
                "POST",
                $"/tenants/{tenant}/tokens",
                """{"name":"benchmark","scopes":["scim:read","scim:write"],"expiresAt":null}"""
            )
        )!;
        return issued.AsObject().Select(p => p.Value?.ToString()).First(v => v is not null && TokenRegex().IsMatch(v))!;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
    }

    private Dictionary<string, string> CreateEnvironment()
    {
        Dictionary<string, string> environment = new(_database.SiloSettings)
        {
            ["Scim__Data"] = Path.Combine(_database.Folder, "data"),
            ["Scim__OperatorKey"] = OperatorKey,
            ["Scim__DrainTime"] = "00:00:00",
        };
        if (_isRateLimited)
            return environment;
        environment["Scim__RateLimit__RequestsPerSecond"] = "100000";
        environment["Scim__RateLimit__Burst"] = "1000000";
        environment["Scim__RateLimit__Concurrency"] = "1000";
        environment["Scim__RateLimit__Queue"] = "10000";
        return environment;
    }

    [GeneratedRegex("scim_[A-Za-z0-9_-]{40,}")]
    private static partial Regex TokenRegex();
}
