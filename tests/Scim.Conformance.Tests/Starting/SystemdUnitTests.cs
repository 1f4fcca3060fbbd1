using System.Globalization;

namespace Scim.Conformance.Tests.Starting;

/// <summary>The program runs as the systemd unit and its example of settings say, and writes nowhere but where it may.</summary>
public sealed class SystemdUnitTests
{
    [Fact]
    public async Task Service_StartedAsItsUnitSays_ServesStopsInOrderAndWritesOnlyItsState()
    {
        string unit = File.ReadAllText(Path.Combine(Root(), "deploy/systemd/orleans-scim.service"));
        using TempFolder folder = new();
        string state = Directory.CreateDirectory(folder["state"]).FullName, work = Directory.CreateDirectory(folder["work"]).FullName;
        int port = FreePort.Next(), metrics = FreePort.Next();

        Dictionary<string, string> environment = [];
        foreach (string line in File.ReadLines(Path.Combine(Root(), "deploy/systemd/silo.env.example")).Where(l => l.Length > 0 && l[0] != '#')) Add(line);
        foreach (string line in unit.Split('\n').Where(l => l.StartsWith("Environment=", StringComparison.Ordinal))) Add(line["Environment=".Length..].Replace("%S", state, StringComparison.Ordinal));
        environment["ASPNETCORE_URLS"] = Url(port);
        environment["Scim__Telemetry__MetricsUrl"] = Url(metrics);
        environment["Scim__OperatorKey"] = "operator-key-of-the-tests-0123456789";

        await using SiloProcess silo = SiloProcess.Start(work, environment);
        await Eventually.Holds(async () => !silo.HasExited && await Answers($"{Url(port)}/health/ready"), TimeSpan.FromSeconds(120), () => silo.Printed);
        Assert.True(await Answers($"{Url(metrics)}/metrics"));
        silo.Terminate();
        Assert.Equal(0, await silo.Exit(TimeSpan.FromSeconds(int.Parse(Value("TimeoutStopSec"), CultureInfo.InvariantCulture))));
        Assert.Empty(Directory.EnumerateFileSystemEntries(work));
        Assert.True(File.Exists(Path.Combine(state, "orleans-scim", "scim.db")));

        void Add(string line) => environment[line.Split('=')[0]] = line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..];
        string Value(string name) => unit.Split('\n').Single(l => l.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
    }

    private static string Url(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");

    private static async Task<bool> Answers(string url)
    {
        try
        {
            return (await Wire.Send(Wire.Client, "GET", url, [])).Status == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string Root()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Orleans.Scim.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
