using System.Globalization;
using System.Net;
using Scim.Testing.Postgres;

namespace Scim.Testing.Server;

/// <summary>A server process with its own port and data folder, which a test can kill, stop and restart.</summary>
/// <remarks>
/// The server is ready when <see cref="StartAsync(ServerSettings?)"/> or <see cref="RestartAsync"/> returns.
/// </remarks>
/// <example>
/// Test that a user survives a crash of the server. The tenant and its token are new:
/// <code>
/// await using ScimServer server = await ScimServer.StartAsync();
/// TestTenant tenant = await server.Operator.CreateTenantAsync();
/// string id = await tenant.Scim.CreateUserAsync("alice", new { title = "Engineer" });
///
/// await server.KillAsync();
/// await server.RestartAsync();
///
/// ScimResponse user = (await tenant.Scim.GetAsync($"/Users/{id}")).AssertStatus(200);
/// Assert.Equal("alice", user.GetText("/userName"));
/// </code>
/// </example>
public sealed class ScimServer : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();
    private readonly ServerSettings _settings;
    private readonly int _siloPort = PortAllocator.AllocatePort();
    private readonly int _clientPort = PortAllocator.AllocatePort();

    private ScimServer(ServerSettings settings)
    {
        _settings = settings;
        DataFolder = settings.DataFolder ?? _folder["data"];
        Port = settings.Port ?? PortAllocator.AllocatePort();
        Process = LaunchProcess();
    }

    /// <summary>The current process, or the last one if the server has ended.</summary>
    public SiloProcess Process { get; private set; }

    /// <summary>The data folder.</summary>
    public string DataFolder { get; }

    /// <summary>The connection string of the PostgreSQL database, or null for SQLite.</summary>
    public string? ConnectionString => _settings.ConnectionString;

    /// <summary>The HTTP port.</summary>
    public int Port { get; }

    /// <summary>The server's address, without a trailing slash.</summary>
    public string BaseUrl => $"http://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The console output of the current run.</summary>
    public StartupBanner Banner => new(Process.Output);

    /// <summary>
    /// The token of the tenant <c>demo</c>, printed by the first start on a data folder; null if this server has not
    /// printed one.
    /// </summary>
    public string? DemoToken { get; private set; }

    /// <summary>The operator key: the configured one, or the one printed by the first start.</summary>
    public string OperatorKey { get; private set; } = "";

    /// <summary>A client for the operator API.</summary>
    public OperatorClient Operator => new(BaseUrl, OperatorKey);

    /// <summary>A SCIM client for the tenant <c>demo</c> with the token printed by the first start.</summary>
    public ScimClient DemoClient => new($"{BaseUrl}/tenants/demo/scim/v2", DemoToken);

    /// <summary>Whether servers use PostgreSQL unless a test specifies otherwise.</summary>
    public static bool IsOnPostgres { get; } =
        string.Equals(
            Environment.GetEnvironmentVariable("SCIM_TEST_STORAGE"),
            "postgres",
            StringComparison.OrdinalIgnoreCase
        );

    /// <summary>Starts a server and waits until it is ready.</summary>
    public static async Task<ScimServer> StartAsync(ServerSettings? settings = null)
    {
        settings ??= new ServerSettings();
        if (IsOnPostgres && settings is { ConnectionString: null, DataFolder: null })
            settings = settings with { ConnectionString = await (await PostgresServer.Shared).CreateDatabaseAsync() };
        return await StartAsync(settings, out _);
    }

    /// <summary>Starts a server and returns it at once; the task completes when the server is ready.</summary>
    public static Task<ScimServer> StartAsync(ServerSettings settings, out ScimServer server)
    {
        server = new ScimServer(settings);
        return WaitUntilReadyAsync(server);
    }

    /// <summary>Kills the process (SIGKILL) and waits until it has ended.</summary>
    public async Task KillAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync(StopTimeout);
    }

    /// <summary>Sends SIGTERM and waits until the process ends.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        Process.SendTerminate();
        return await Process.WaitForExitAsync(StopTimeout);
    }

    /// <summary>
    /// Starts the program again with the same data folder and port, after <see cref="KillAsync"/> or
    /// <see cref="StopAsync"/>.
    /// </summary>
    public async Task RestartAsync()
    {
        Assert.True(Process.HasExited, "Stop or kill the server before restarting it.");
        await Process.DisposeAsync();
        Process = LaunchProcess();
        await WaitUntilReadyAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<ScimServer> WaitUntilReadyAsync(ScimServer server)
    {
        try
        {
            await server.WaitUntilReadyAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private SiloProcess LaunchProcess()
    {
        // Tests send at full speed from one address; tests of the rate limits set their own values.
        Dictionary<string, string> environment = new()
        {
            ["Scim__Data"] = DataFolder,
            ["Scim__RateLimit__RequestsPerSecond"] = "100000",
            ["Scim__RateLimit__Burst"] = "1000000",
            ["Scim__RateLimit__FailuresPerSecond"] = "100000",
        };
        foreach ((string name, string value) in CreateClusterSettings())
            environment[name] = value;
        foreach ((string name, string value) in _settings.Environment)
            environment[name] = value;
        if (_settings.OperatorKey is { } key)
            environment["Scim__OperatorKey"] = key;
        return SiloProcess.Start(_folder.FullName, environment, "--urls", BaseUrl);
    }

    // On PostgreSQL, many servers share one machine and one database server.
    private Dictionary<string, string> CreateClusterSettings() =>
        _settings.ConnectionString is not { } connection
            ? []
            : new()
            {
                ["Scim__Storage"] = "Postgres",
                ["ConnectionStrings__Scim"] = $"{connection};Maximum Pool Size=20",
                ["Scim__AdvertisedAddress"] = "127.0.0.1",
                ["Scim__SiloPort"] = _siloPort.ToString(CultureInfo.InvariantCulture),
                ["Scim__ClientPort"] = _clientPort.ToString(CultureInfo.InvariantCulture),
                ["Scim__DrainTime"] = "00:00:00",
            };

    private async Task WaitUntilReadyAsync()
    {
        await Polling.WaitUntilAsync(
            IsReadyAsync,
            StartTimeout,
            () => $"the server is not ready. It printed:\n{Process.AllOutput}"
        );
        await Polling.WaitUntilAsync(
            () => Task.FromResult(Banner is { IsComplete: true, ScimUrl: not null }),
            StartTimeout,
            () => $"the server did not print its whole banner with a SCIM URL. It printed:\n{Process.AllOutput}"
        );
        DemoToken = Banner.Token ?? DemoToken;
        OperatorKey = _settings.OperatorKey ?? Banner.OperatorKey ?? OperatorKey;
    }

    private async Task<bool> IsReadyAsync()
    {
        if (Process.HasExited)
            Assert.Fail(
                $"The server exited with code {await Process.WaitForExitAsync(StopTimeout)}. "
                    + $"It printed:\n{Process.AllOutput}"
            );
        try
        {
            return (
                    await RawHttpClient.SendRequestAsync(RawHttpClient.Client, "GET", $"{BaseUrl}/health/ready", [])
                ).Status == (int)HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
