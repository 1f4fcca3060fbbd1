using System.Globalization;

namespace Scim.Conformance.Tests.Startup;

/// <summary>
/// The program runs under the systemd unit with its example settings, and writes only to its state folder.
/// </summary>
public sealed class SystemdUnitTests
{
    [Fact]
    public async Task Service_StartedFromUnit_ServesStopsGracefullyAndWritesOnlyItsState()
    {
        string unit = File.ReadAllText(Path.Combine(FindRoot(), "deploy/systemd/orleans-scim.service"));
        using TempFolder folder = new();
        string state = Directory.CreateDirectory(folder["state"]).FullName,
            work = Directory.CreateDirectory(folder["work"]).FullName;
        int port = PortAllocator.AllocatePort(),
            metrics = PortAllocator.AllocatePort();

        Dictionary<string, string> environment = [];
        foreach (
            string line in File.ReadLines(Path.Combine(FindRoot(), "deploy/systemd/silo.env.example"))
                .Where(l => l.Length > 0 && l[0] != '#')
        )
            AddLine(line);
        foreach (string line in unit.Split('\n').Where(l => l.StartsWith("Environment=", StringComparison.Ordinal)))
            AddLine(line["Environment=".Length..].Replace("%S", state, StringComparison.Ordinal));
        environment["ASPNETCORE_URLS"] = CreateUrl(port);
        environment["Scim__Telemetry__MetricsUrl"] = CreateUrl(metrics);
        environment["Scim__OperatorKey"] = "operator-key-of-the-tests-0123456789";

        await using SiloProcess silo = SiloProcess.Start(work, environment);
        await Polling.WaitUntilAsync(
            async () => !silo.HasExited && await IsAnsweringAsync($"{CreateUrl(port)}/health/ready"),
            TimeSpan.FromSeconds(120),
            () => silo.AllOutput
        );
        Assert.True(await IsAnsweringAsync($"{CreateUrl(metrics)}/metrics"));
        silo.SendTerminate();
        Assert.Equal(
            0,
            await silo.WaitForExitAsync(
                TimeSpan.FromSeconds(int.Parse(GetValue("TimeoutStopSec"), CultureInfo.InvariantCulture))
            )
        );
        Assert.Empty(Directory.EnumerateFileSystemEntries(work));
        Assert.True(File.Exists(Path.Combine(state, "orleans-scim", "scim.db")));

        void AddLine(string line) =>
            environment[line.Split('=')[0]] = line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..];
        string GetValue(string name) =>
            unit.Split('\n').Single(l => l.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
    }

    private static string CreateUrl(int port) =>
        string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");

    private static async Task<bool> IsAnsweringAsync(string url)
    {
        try
        {
            return (await RawHttpClient.SendRequestAsync(RawHttpClient.Client, "GET", url, [])).Status == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string FindRoot()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Orleans.Scim.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
