using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Scim.Deploy.Tests.Files;
using Scim.Testing.Server;
using Scim.Testing.Server.Http;

namespace Scim.Deploy.Tests.Systemd;

/// <summary>
/// A service in a <see cref="Systemd.SystemdContainer"/>, configured with its example file as described in
/// deploy/systemd/README.md.
/// </summary>
/// <param name="container">The container it runs in.</param>
/// <param name="unit">The name of the unit.</param>
/// <param name="environment">The name of its environment file.</param>
internal sealed class SystemdService(SystemdContainer container, string unit, string environment)
{
    /// <summary>The operator key.</summary>
    public const string OperatorKey = "operator-key-of-the-container-0123456789";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(120);

    /// <summary>The base URL.</summary>
    public string BaseUrl { get; } = $"http://127.0.0.1:{GetFreePort()}";

    /// <summary>Returns a port that is currently not in use.</summary>
    public static string GetFreePort() => PortAllocator.AllocatePort().ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes the environment file, based on its example, and starts the service.</summary>
    public async Task StartAsync(params IEnumerable<string> settings)
    {
        string[] own =
        [
            $"ASPNETCORE_URLS={BaseUrl}",
            $"Scim__Telemetry__MetricsUrl=http://127.0.0.1:{GetFreePort()}",
            $"Scim__OperatorKey={OperatorKey}",
            $"Scim__PublicBaseUrl={BaseUrl}",
            $"DOTNET_ROOT={Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."))}",
            .. settings,
        ];
        IEnumerable<string> example = RepositoryFiles
            .ReadText($"deploy/systemd/{environment}.example")
            .Split('\n')
            .Where(line => !own.Any(o => GetSettingName(o) == GetSettingName(line)));
        await container.WriteFileAsync($"/etc/orleans-scim/{environment}", string.Join('\n', [.. example, .. own, ""]));
        await container.RunCommandAsync("systemctl", "daemon-reload");
        await container.RunCommandAsync("systemctl", "enable", "--now", unit);
        await WaitUntilReadyAsync();
    }

    /// <summary>Waits until the readiness probe succeeds.</summary>
    public async Task WaitUntilReadyAsync()
    {
        string journal = "";
        await Polling.WaitUntilAsync(
            async () =>
            {
                if (await GetStatusAsync("/health/ready") == HttpStatusCode.OK)
                    return true;
                journal = await container.ReadJournalAsync(unit);
                await Task.Delay(TimeSpan.FromMilliseconds(500));
                return false;
            },
            Timeout,
            () => $"{unit} did not become ready:\n{journal}"
        );
    }

    /// <summary>Waits until the journal of the service contains a text.</summary>
    public Task WaitForOutputAsync(string text) =>
        Polling.WaitUntilAsync(
            async () => (await container.ReadJournalAsync(unit)).Contains(text, StringComparison.Ordinal),
            Timeout,
            () => $"{unit} did not print '{text}'."
        );

    /// <summary>Sends a GET request and returns the status; null if there is no response.</summary>
    public async Task<HttpStatusCode?> GetStatusAsync(string path)
    {
        try
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            using HttpResponseMessage response = await RawHttpClient.Client.GetAsync(
                new Uri(BaseUrl + path),
                timeout.Token
            );
            return response.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Kills the process and waits until systemd has started a new one that is ready.</summary>
    public async Task KillAndWaitAsync()
    {
        string killed = await container.GetUnitPropertyAsync(unit, "MainPID");
        await container.RunCommandAsync("systemctl", "kill", "--signal=KILL", "--kill-whom=main", unit);
        await Polling.WaitUntilAsync(
            async () => await container.GetUnitPropertyAsync(unit, "MainPID") is var now && now != killed && now != "0",
            Timeout,
            () => $"{unit} was killed, but was not restarted."
        );
        Assert.Equal("1", await container.GetUnitPropertyAsync(unit, "NRestarts"));
        await WaitUntilReadyAsync();
    }

    /// <summary>
    /// Stops the service: while it drains, it still responds but reports that it is not ready, and then it exits
    /// gracefully.
    /// </summary>
    public async Task StopAndWaitAsync()
    {
        Task<string> stop = container.RunCommandAsync("systemctl", "stop", unit);
        HttpStatusCode? ready = null;
        await Polling.WaitUntilAsync(
            async () => (ready = await GetStatusAsync("/health/ready")) != HttpStatusCode.OK,
            Timeout,
            () => $"{unit} is stopping, but still reports that it is ready."
        );
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready);
        Assert.Equal(HttpStatusCode.OK, await GetStatusAsync("/health/live"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetStatusAsync("/operator/tenants"));
        await stop;
        string end = await container.RunCommandAsync(
            "systemctl",
            "show",
            unit,
            "--property=ActiveState,Result,ExecMainCode,ExecMainStatus"
        );
        Assert.Equal(
            ["ActiveState=inactive", "ExecMainCode=1", "ExecMainStatus=0", "Result=success"],
            end.Split('\n').Order(StringComparer.Ordinal)
        );
        Assert.Null(await GetStatusAsync("/health/live"));
    }

    /// <summary>Asserts that the process runs unprivileged.</summary>
    public async Task AssertUnprivilegedAsync()
    {
        string process = await container.GetUnitPropertyAsync(unit, "MainPID");
        string[] status = (await container.RunCommandAsync("cat", $"/proc/{process}/status")).Split('\n');
        Assert.DoesNotContain(status, line => line.StartsWith("Uid:\t0\t", StringComparison.Ordinal));
        Assert.Contains("NoNewPrivs:\t1", status);
        Assert.Contains("CapEff:\t0000000000000000", status);
        Assert.Contains("Seccomp:\t2", status);
    }

    private static string GetSettingName(string line) => line.TrimStart('#').Split('=')[0];
}
