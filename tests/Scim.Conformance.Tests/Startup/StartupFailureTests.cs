using System.Net;
using System.Net.Sockets;

namespace Scim.Conformance.Tests.Startup;

/// <summary>A startup that cannot succeed reports the reason in one sentence and exits with code 1.</summary>
public sealed class StartupFailureTests
{
    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Start_OnTakenPort_ReportsItAndKeepsTheTokenForNextStart()
    {
        using TempFolder folder = new();
        using TcpListener other = new(IPAddress.Loopback, PortAllocator.AllocatePort());
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;

        await using SiloProcess failed = LaunchProcess(folder, port, folder["data"]);
        await AssertFailsWithMessageAsync(failed, port.ToString(System.Globalization.CultureInfo.InvariantCulture));

        await using ScimServer server = await ScimServer.StartAsync(new ServerSettings { DataFolder = folder["data"] });
        Assert.True(
            server.DemoToken is not null || new StartupBanner(failed.Output).Token is not null,
            "The token of the tenant demo was not shown."
        );
    }

    [Fact]
    public async Task Start_WithDataFolderBelowAFile_ReportsIt()
    {
        using TempFolder folder = new();
        await File.WriteAllTextAsync(folder["file"], "not a folder");
        await using SiloProcess process = LaunchProcess(
            folder,
            PortAllocator.AllocatePort(),
            Path.Combine(folder["file"], "data")
        );
        await AssertFailsWithMessageAsync(process, Path.Combine(folder["file"], "data"));
    }

    [Fact]
    public async Task Start_WithDataFolderThatIsFile_ReportsIt()
    {
        using TempFolder folder = new();
        await File.WriteAllTextAsync(folder["file"], "not a folder");
        await using SiloProcess process = LaunchProcess(folder, PortAllocator.AllocatePort(), folder["file"]);
        await AssertFailsWithMessageAsync(process, folder["file"]);
    }

    [Fact]
    public async Task Start_OnFolderInUse_ReportsItAndLeavesTheOtherServerRunning()
    {
        await using ScimServer server = await ScimServer.StartAsync();
        using TempFolder folder = new();
        await using SiloProcess second = LaunchProcess(folder, PortAllocator.AllocatePort(), server.DataFolder);
        await AssertFailsWithMessageAsync(second, server.DataFolder);
        await server.DemoClient.CreateUserAsync("still.here");
    }

    [Theory]
    [InlineData("Scim__PublicBaseUrl", "nonsense", "PublicBaseUrl")]
    [InlineData("Scim__PublicBaseUrl", "ftp://id.example.test", "PublicBaseUrl")]
    [InlineData("Scim__OperatorKey", "short", "OperatorKey")]
    [InlineData("Scim__DrainTime", "00:10:00", "DrainTime")]
    [InlineData("Scim__Storage", "Oracle", "Scim:Storage")]
    [InlineData("Scim__Storage", "Postgres", "ConnectionStrings__Scim")]
    [InlineData("Scim__SiloPort", "0", "SiloPort")]
    [InlineData("Scim__ClientPort", "65536", "ClientPort")]
    public async Task Start_WithInvalidSetting_NamesIt(string name, string value, string named)
    {
        using TempFolder folder = new();
        await using SiloProcess process = LaunchProcess(
            folder,
            PortAllocator.AllocatePort(),
            folder["data"],
            (name, value)
        );
        await AssertFailsWithMessageAsync(process, named);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("http://127.0.0.1:99999")]
    public async Task Start_WithInvalidUrl_ReportsIt(string urls)
    {
        using TempFolder folder = new();
        await using SiloProcess process = SiloProcess.Start(
            folder.FullName,
            new Dictionary<string, string> { ["Scim__Data"] = folder["data"] },
            "--urls",
            urls
        );
        await AssertFailsWithMessageAsync(process, urls);
    }

    [Fact]
    public async Task Start_WithoutDatabase_ReportsIt()
    {
        using TempFolder folder = new();
        await using (
            ScimServer server = await ScimServer.StartAsync(new ServerSettings { DataFolder = folder["data"] })
        )
            await server.StopAsync();
        foreach (string file in Directory.GetFiles(folder["data"], "*.db*"))
            await File.WriteAllBytesAsync(file, [.. Enumerable.Repeat((byte)'x', 8192)]);

        await using SiloProcess process = LaunchProcess(folder, PortAllocator.AllocatePort(), folder["data"]);
        await AssertFailsWithMessageAsync(process, folder["data"]);
    }

    private static SiloProcess LaunchProcess(
        TempFolder folder,
        int port,
        string data,
        params (string Name, string Value)[] more
    )
    {
        Dictionary<string, string> environment = new() { ["Scim__Data"] = data };
        foreach ((string name, string value) in more)
            environment[name] = value;
        return SiloProcess.Start(folder.FullName, environment, "--urls", $"http://127.0.0.1:{port}");
    }

    private static async Task AssertFailsWithMessageAsync(SiloProcess process, string names)
    {
        int code = await process.WaitForExitAsync(ExitTimeout);
        Assert.True(code == 1, $"Exit code {code}. Printed:\n{process.AllOutput}");
        string[] said = [.. process.Errors.Where(line => line.Trim().Length > 0)];
        Assert.True(said.Length == 1, $"Expected one sentence on standard error, got:\n{process.AllOutput}");
        Assert.EndsWith(".", said[0], StringComparison.Ordinal);
        Assert.Contains(names, said[0], StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", process.AllOutput, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.AllOutput, StringComparison.Ordinal);
    }
}
