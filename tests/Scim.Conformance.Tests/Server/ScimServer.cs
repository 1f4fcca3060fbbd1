using System.Globalization;
using System.Net;
using Scim.Testing.Postgres;

namespace Scim.Conformance.Tests.Server;

/// <summary>
/// A real server process on a port and a data folder of its own, which a test may kill, stop and start again. It is ready when
/// <see cref="Start"/> and <see cref="Restart"/> return.
/// </summary>
public sealed class ScimServer : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();
    private readonly ServerSettings _settings;
    private readonly int _siloPort = FreePort.Next();
    private readonly int _clientPort = FreePort.Next();

    private ScimServer(ServerSettings settings)
    {
        _settings = settings;
        DataFolder = settings.DataFolder ?? _folder["data"];
        Port = settings.Port ?? FreePort.Next();
        Process = Launch();
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
    public Banner Banner => new(Process.Output);

    /// <summary>The token of the tenant <c>demo</c>, printed by the first start on a folder; null when this server has not printed one.</summary>
    public string? DemoToken { get; private set; }

    /// <summary>The operator's key: the configured one, or the one that the first start printed.</summary>
    public string OperatorKey { get; private set; } = "";

    /// <summary>The operator API.</summary>
    public OperatorClient Operator => new(BaseUrl, OperatorKey);

    /// <summary>The tenant <c>demo</c> over SCIM with the token printed at the first start.</summary>
    public ScimClient Demo => new($"{BaseUrl}/tenants/demo/scim/v2", DemoToken);

    /// <summary>Whether servers run on PostgreSQL where a test does not say otherwise.</summary>
    public static bool OnPostgres { get; } = string.Equals(Environment.GetEnvironmentVariable("SCIM_TEST_STORAGE"), "postgres", StringComparison.OrdinalIgnoreCase);

    /// <summary>Starts a server and waits until it is ready.</summary>
    public static async Task<ScimServer> Start(ServerSettings? settings = null)
    {
        settings ??= new ServerSettings();
        if (OnPostgres && settings is { ConnectionString: null, DataFolder: null })
            settings = settings with { ConnectionString = await (await PostgresServer.Shared).CreateDatabase() };
        return await Start(settings, out _);
    }

    /// <summary>Starts a server that a test wants to look at before it is ready; the task ends when it is.</summary>
    public static Task<ScimServer> Start(ServerSettings settings, out ScimServer server)
    {
        server = new ScimServer(settings);
        return Ready(server);
    }

    /// <summary>Ends the process at once (SIGKILL) and waits until it is gone.</summary>
    public async Task Kill()
    {
        Process.Kill();
        await Process.Exit(StopTime);
    }

    /// <summary>Asks the process to end (SIGTERM) and waits for it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> Stop()
    {
        Process.Terminate();
        return await Process.Exit(StopTime);
    }

    /// <summary>Starts the program again on the same folder and port, after <see cref="Kill"/> or <see cref="Stop"/>.</summary>
    public async Task Restart()
    {
        Assert.True(Process.HasExited, "Restart needs a server that has ended.");
        await Process.DisposeAsync();
        Process = Launch();
        await Ready();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<ScimServer> Ready(ScimServer server)
    {
        try
        {
            await server.Ready();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private SiloProcess Launch()
    {
        // Tests send as fast as they can, all from one address; those of the limits set their own.
        Dictionary<string, string> environment = new()
        {
            ["Scim__Data"] = DataFolder,
            ["Scim__RateLimit__RequestsPerSecond"] = "100000",
            ["Scim__RateLimit__Burst"] = "1000000",
            ["Scim__RateLimit__FailuresPerSecond"] = "100000",
        };
        foreach ((string name, string value) in Clustered())
            environment[name] = value;
        foreach ((string name, string value) in _settings.Environment)
            environment[name] = value;
        if (_settings.OperatorKey is { } key)
            environment["Scim__OperatorKey"] = key;
        return SiloProcess.Start(_folder.FullName, environment, "--urls", BaseUrl);
    }

    // On PostgreSQL: many servers share one machine, and one database server.
    private Dictionary<string, string> Clustered() => _settings.ConnectionString is not { } connection ? [] : new()
    {
        ["Scim__Storage"] = "Postgres",
        ["ConnectionStrings__Scim"] = $"{connection};Maximum Pool Size=20",
        ["Scim__AdvertisedAddress"] = "127.0.0.1",
        ["Scim__SiloPort"] = _siloPort.ToString(CultureInfo.InvariantCulture),
        ["Scim__ClientPort"] = _clientPort.ToString(CultureInfo.InvariantCulture),
        ["Scim__DrainTime"] = "00:00:00",
    };

    private async Task Ready()
    {
        await Eventually.Holds(IsReady, StartTime, () => $"the server is not ready. It printed:\n{Process.Printed}");
        await Eventually.Holds(() => Task.FromResult(Banner.ScimUrl is not null), StartTime, () => $"no SCIM URL printed:\n{Process.Printed}");
        DemoToken = Banner.Token ?? DemoToken;
        OperatorKey = _settings.OperatorKey ?? Banner.OperatorKey ?? OperatorKey;
    }

    private async Task<bool> IsReady()
    {
        if (Process.HasExited)
            Assert.Fail($"The server ended with code {await Process.Exit(StopTime)}. It printed:\n{Process.Printed}");
        try
        {
            return (await Wire.Send(Wire.Client, "GET", $"{BaseUrl}/health/ready", [])).Status == (int)HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
