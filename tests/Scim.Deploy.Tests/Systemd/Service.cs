using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Scim.Conformance.Tests.Http;
using Scim.Conformance.Tests.Server;
using Scim.Deploy.Tests.Files;

namespace Scim.Deploy.Tests.Systemd;

/// <summary>One of the services on a <see cref="Systemd.Machine"/>, set up by its example file as deploy/systemd/README.md says.</summary>
/// <param name="machine">Where it runs.</param>
/// <param name="unit">The unit's name.</param>
/// <param name="environment">The name of its environment file.</param>
internal sealed class Service(Machine machine, string unit, string environment)
{
    /// <summary>The operator key that it is given.</summary>
    public const string OperatorKey = "operator-key-of-the-machine-0123456789";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(120);

    /// <summary>Where it answers.</summary>
    public string BaseUrl { get; } = $"http://127.0.0.1:{Port()}";

    /// <summary>A port that is free on this machine.</summary>
    public static string Port() => FreePort.Next().ToString(CultureInfo.InvariantCulture);

    /// <summary>Fills in the example of the environment file, and starts the service.</summary>
    public async Task Start(params IEnumerable<string> settings)
    {
        string[] own =
        [
            $"ASPNETCORE_URLS={BaseUrl}", $"Scim__Telemetry__MetricsUrl=http://127.0.0.1:{Port()}", $"Scim__OperatorKey={OperatorKey}", $"Scim__PublicBaseUrl={BaseUrl}",
            $"DOTNET_ROOT={Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."))}", .. settings,
        ];
        IEnumerable<string> example = Repository.Read($"deploy/systemd/{environment}.example").Split('\n').Where(line => !own.Any(o => Name(o) == Name(line)));
        await machine.Write($"/etc/orleans-scim/{environment}", string.Join('\n', [.. example, .. own, ""]));
        await machine.Run("systemctl", "daemon-reload");
        await machine.Run("systemctl", "enable", "--now", unit);
        await Ready();
    }

    /// <summary>Waits until it says that it can serve.</summary>
    public async Task Ready()
    {
        string journal = "";
        await Eventually.Holds(
            async () =>
            {
                if (await Status("/health/ready") == HttpStatusCode.OK) return true;
                journal = await machine.Journal(unit);
                await Task.Delay(TimeSpan.FromMilliseconds(500));
                return false;
            },
            Soon, () => $"{unit} is not ready:\n{journal}");
    }

    /// <summary>Waits until a text is in its journal.</summary>
    public Task Prints(string text) => Eventually.Holds(
        async () => (await machine.Journal(unit)).Contains(text, StringComparison.Ordinal), Soon, () => $"{unit} does not print '{text}'");

    /// <summary>The status of an answer; null for none.</summary>
    public async Task<HttpStatusCode?> Status(string path)
    {
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            using HttpResponseMessage answer = await Wire.Client.GetAsync(new Uri(BaseUrl + path), patience.Token);
            return answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Kills its process and waits until systemd has started another, which serves.</summary>
    public async Task KillAndWait()
    {
        string killed = await machine.Property(unit, "MainPID");
        await machine.Run("systemctl", "kill", "--signal=KILL", "--kill-whom=main", unit);
        await Eventually.Holds(
            async () => await machine.Property(unit, "MainPID") is var now && now != killed && now != "0", Soon, () => $"{unit} was killed and is not started again");
        Assert.Equal("1", await machine.Property(unit, "NRestarts"));
        await Ready();
    }

    /// <summary>Stops it: it goes on answering for a while, saying that it is about to end, and ends in order.</summary>
    public async Task StopAndWait()
    {
        Task<string> stop = machine.Run("systemctl", "stop", unit);
        HttpStatusCode? ready = null;
        await Eventually.Holds(async () => (ready = await Status("/health/ready")) != HttpStatusCode.OK, Soon, () => $"{unit} is told to stop and still says that it is ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready);
        Assert.Equal(HttpStatusCode.OK, await Status("/health/live"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status("/operator/tenants"));
        await stop;
        string end = await machine.Run("systemctl", "show", unit, "--property=ActiveState,Result,ExecMainCode,ExecMainStatus");
        Assert.Equal(["ActiveState=inactive", "ExecMainCode=1", "ExecMainStatus=0", "Result=success"], end.Split('\n').Order(StringComparer.Ordinal));
        Assert.Null(await Status("/health/live"));
    }

    /// <summary>Fails unless its process has no rights.</summary>
    public async Task ExpectUnprivileged()
    {
        string process = await machine.Property(unit, "MainPID");
        string[] status = (await machine.Run("cat", $"/proc/{process}/status")).Split('\n');
        Assert.DoesNotContain(status, line => line.StartsWith("Uid:\t0\t", StringComparison.Ordinal));
        Assert.Contains("NoNewPrivs:\t1", status);
        Assert.Contains("CapEff:\t0000000000000000", status);
        Assert.Contains("Seccomp:\t2", status);
    }

    private static string Name(string line) => line.TrimStart('#').Split('=')[0];
}
