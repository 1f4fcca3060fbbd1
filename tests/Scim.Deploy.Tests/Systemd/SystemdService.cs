using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Scim.Deploy.Tests.Files;
using Scim.Testing.Server;
using Scim.Testing.Server.Http;

namespace Scim.Deploy.Tests.Systemd;

/// <summary>
/// One of the services on a <see cref="Systemd.SystemdContainer"/>, set up by its example file as
/// deploy/systemd/README.md says.
/// </summary>
/// <param name="machine">Where it runs.</param>
/// <param name="unit">The unit's name.</param>
/// <param name="environment">The name of its environment file.</param>
internal sealed class SystemdService(SystemdContainer machine, string unit, string environment)
{
    /// <summary>The operator key that it is given.</summary>
    public const string OperatorKey = "operator-key-of-the-machine-0123456789";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(120);

    /// <summary>Where it answers.</summary>
    public string BaseUrl { get; } = $"http://127.0.0.1:{GetFreePort()}";

    /// <summary>A port that is free on this machine.</summary>
    public static string GetFreePort() =>
        PortAllocator.AllocatePort().ToString(CultureInfo.InvariantCulture);

    /// <summary>Fills in the example of the environment file, and starts the service.</summary>
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
        await machine.WriteFileAsync(
            $"/etc/orleans-scim/{environment}",
            string.Join('\n', [.. example, .. own, ""])
        );
        await machine.RunCommandAsync("systemctl", "daemon-reload");
        await machine.RunCommandAsync("systemctl", "enable", "--now", unit);
        await WaitUntilReadyAsync();
    }

    /// <summary>Waits until it says that it can serve.</summary>
    public async Task WaitUntilReadyAsync()
    {
        string journal = "";
        await Polling.WaitUntilAsync(
            async () =>
            {
                if (await GetStatusAsync("/health/ready") == HttpStatusCode.OK)
                    return true;
                journal = await machine.ReadJournalAsync(unit);
                await Task.Delay(TimeSpan.FromMilliseconds(500));
                return false;
            },
            Timeout,
            () => $"{unit} is not ready:\n{journal}"
        );
    }

    /// <summary>Waits until a text is in its journal.</summary>
    public Task WaitForOutputAsync(string text) =>
        Polling.WaitUntilAsync(
            async () =>
                (await machine.ReadJournalAsync(unit)).Contains(text, StringComparison.Ordinal),
            Timeout,
            () => $"{unit} does not print '{text}'"
        );

    /// <summary>The status of an answer; null for none.</summary>
    public async Task<HttpStatusCode?> GetStatusAsync(string path)
    {
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            using HttpResponseMessage answer = await RawHttpClient.Client.GetAsync(
                new Uri(BaseUrl + path),
                patience.Token
            );
            return answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Kills its process and waits until systemd has started another, which serves.</summary>
    public async Task KillAndWaitAsync()
    {
        string killed = await machine.GetUnitPropertyAsync(unit, "MainPID");
        await machine.RunCommandAsync(
            "systemctl",
            "kill",
            "--signal=KILL",
            "--kill-whom=main",
            unit
        );
        await Polling.WaitUntilAsync(
            async () =>
                await machine.GetUnitPropertyAsync(unit, "MainPID") is var now
                && now != killed
                && now != "0",
            Timeout,
            () => $"{unit} was killed and is not started again"
        );
        Assert.Equal("1", await machine.GetUnitPropertyAsync(unit, "NRestarts"));
        await WaitUntilReadyAsync();
    }

    /// <summary>
    /// Stops it: it goes on answering for a while, saying that it is about to end, and ends in order.
    /// </summary>
    public async Task StopAndWaitAsync()
    {
        Task<string> stop = machine.RunCommandAsync("systemctl", "stop", unit);
        HttpStatusCode? ready = null;
        await Polling.WaitUntilAsync(
            async () => (ready = await GetStatusAsync("/health/ready")) != HttpStatusCode.OK,
            Timeout,
            () => $"{unit} is told to stop and still says that it is ready"
        );
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready);
        Assert.Equal(HttpStatusCode.OK, await GetStatusAsync("/health/live"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetStatusAsync("/operator/tenants"));
        await stop;
        string end = await machine.RunCommandAsync(
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

    /// <summary>Fails unless its process has no rights.</summary>
    public async Task AssertUnprivilegedAsync()
    {
        string process = await machine.GetUnitPropertyAsync(unit, "MainPID");
        string[] status = (await machine.RunCommandAsync("cat", $"/proc/{process}/status")).Split(
            '\n'
        );
        Assert.DoesNotContain(
            status,
            line => line.StartsWith("Uid:\t0\t", StringComparison.Ordinal)
        );
        Assert.Contains("NoNewPrivs:\t1", status);
        Assert.Contains("CapEff:\t0000000000000000", status);
        Assert.Contains("Seccomp:\t2", status);
    }

    private static string GetSettingName(string line) => line.TrimStart('#').Split('=')[0];
}
