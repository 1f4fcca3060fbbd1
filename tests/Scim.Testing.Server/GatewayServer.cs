using System.Globalization;

namespace Scim.Testing.Server;

/// <summary>A gateway process on its own port, a client of the silos that use the same database.</summary>
public sealed class GatewayServer : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(120);
    private readonly TempFolder _folder = new();

    private GatewayServer(string connectionString, IReadOnlyDictionary<string, string>? environment)
    {
        Dictionary<string, string> all = new()
        {
            ["ConnectionStrings__Scim"] = $"{connectionString};Maximum Pool Size=5",
            ["Scim__DrainTime"] = "00:00:00",
            ["Scim__RateLimit__RequestsPerSecond"] = "100000",
            ["Scim__RateLimit__Burst"] = "1000000",
            ["Scim__RateLimit__FailuresPerSecond"] = "100000",
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            all[name] = value;
        Process = SiloProcess.StartProgram(ProgramAssemblies.GatewayAssembly, _folder.FullName, all, "--urls", BaseUrl);
    }

    /// <summary>The gateway's process.</summary>
    public SiloProcess Process { get; }

    /// <summary>The gateway's address, without a trailing slash.</summary>
    public string BaseUrl { get; } =
        $"http://127.0.0.1:{PortAllocator.AllocatePort().ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Starts a gateway and waits until it is ready.</summary>
    public static Task<GatewayServer> StartAsync(
        string connectionString,
        IReadOnlyDictionary<string, string>? environment = null
    ) => StartAsync(connectionString, out _, environment);

    /// <summary>Starts a gateway and returns it at once; the task completes when the gateway is ready.</summary>
    public static Task<GatewayServer> StartAsync(
        string connectionString,
        out GatewayServer gateway,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        gateway = new GatewayServer(connectionString, environment);
        return WaitUntilReadyAsync(gateway);
    }

    /// <summary>Sends SIGTERM and waits until the process ends.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        Process.SendTerminate();
        return await Process.WaitForExitAsync(TimeSpan.FromSeconds(60));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<GatewayServer> WaitUntilReadyAsync(GatewayServer gateway)
    {
        await Polling.WaitUntilAsync(
            async () =>
            {
                Assert.False(gateway.Process.HasExited, gateway.Process.AllOutput);
                try
                {
                    return (
                            await RawHttpClient.SendRequestAsync(
                                RawHttpClient.Client,
                                "GET",
                                $"{gateway.BaseUrl}/health/ready",
                                []
                            )
                        ).Status == 200;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            StartTimeout,
            () => $"the gateway is not ready. It printed:\n{gateway.Process.AllOutput}"
        );
        return gateway;
    }
}
