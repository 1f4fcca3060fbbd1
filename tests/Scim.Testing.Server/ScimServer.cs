using System.Globalization;
using System.Net;
using Scim.Testing.Postgres;

namespace Scim.Testing.Server;

/// <summary>
/// A real server process on a port and a data folder of its own, which a test may kill, stop and start again. It is
/// ready when <see cref="StartAsync(ServerSettings?)"/> and <see cref="RestartAsync"/> return.
/// </summary>
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

    /// <summary>The running program, or the last one.</summary>
    public SiloProcess Process { get; private set; }

    /// <summary>Where the data is.</summary>
    public string DataFolder { get; }

    /// <summary>The PostgreSQL database it runs on, or null.</summary>
    public string? ConnectionString => _settings.ConnectionString;

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>The server's address, without a slash at the end.</summary>
    public string BaseUrl => $"http://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>What the present run printed.</summary>
    public StartupBanner Banner => new(Process.Output);

    /// <summary>
    /// The token of the tenant <c>demo</c>, printed by the first start on a folder; null when this server has not
    /// printed one.
    /// </summary>
    public string? DemoToken { get; private set; }

    /// <summary>The operator's key: the configured one, or the one that the first start printed.</summary>
    public string OperatorKey { get; private set; } = "";

    /// <summary>The operator API.</summary>
    public OperatorClient Operator => new(BaseUrl, OperatorKey);

    /// <summary>The tenant <c>demo</c> over SCIM with the token printed at the first start.</summary>
    public ScimClient DemoClient => new($"{BaseUrl}/tenants/demo/scim/v2", DemoToken);

    /// <summary>Whether servers run on PostgreSQL where a test does not say otherwise.</summary>
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
            settings = settings with
            {
                ConnectionString = await (await PostgresServer.Shared).CreateDatabaseAsync(),
            };
        return await StartAsync(settings, out _);
    }

    /// <summary>Starts a server that a test wants to look at before it is ready; the task ends when it is.</summary>
    public static Task<ScimServer> StartAsync(ServerSettings settings, out ScimServer server)
    {
        server = new ScimServer(settings);
        return WaitUntilReadyAsync(server);
    }

    /// <summary>Ends the process at once (SIGKILL) and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync(StopTimeout);
    }

    /// <summary>Asks the process to end (SIGTERM) and waits for it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        Process.SendTerminate();
        return await Process.WaitForExitAsync(StopTimeout);
    }

    /// <summary>
    /// Starts the program again on the same folder and port, after <see cref="KillAsync"/> or <see cref="StopAsync"/>.
    /// </summary>
    public async Task RestartAsync()
    {
        Assert.True(Process.HasExited, "Restart needs a server that has ended.");
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
        // Tests send as fast as they can, all from one address; those of the limits set their own.
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

    // On PostgreSQL: many servers share one machine, and one database server.
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
            () => Task.FromResult(Banner.ScimUrl is not null),
            StartTimeout,
            () => $"no SCIM URL printed:\n{Process.AllOutput}"
        );
        DemoToken = Banner.Token ?? DemoToken;
        OperatorKey = _settings.OperatorKey ?? Banner.OperatorKey ?? OperatorKey;
    }

    private async Task<bool> IsReadyAsync()
    {
        if (Process.HasExited)
            Assert.Fail(
                $"The server ended with code {await Process.WaitForExitAsync(StopTimeout)}. It printed:\n{Process.AllOutput}"
            );
        try
        {
            return (
                    await RawHttpClient.SendRequestAsync(
                        RawHttpClient.Client,
                        "GET",
                        $"{BaseUrl}/health/ready",
                        []
                    )
                ).Status == (int)HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
