using System.Net;
using System.Net.Sockets;

namespace Scim.Conformance.Tests.Starting;

/// <summary>A start that cannot be says why in one plain sentence, and ends with code 1.</summary>
public sealed class StartFailureTests
{
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Start_OnATakenPort_SaysSoAndKeepsTheTokenForTheStartThatWorks()
    {
        using TempFolder folder = new();
        using TcpListener other = new(IPAddress.Loopback, FreePort.Next());
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;

        await using SiloProcess failed = Launch(folder, port, folder["data"]);
        await FailsPlainly(failed, port.ToString(System.Globalization.CultureInfo.InvariantCulture));

        await using ScimServer server = await ScimServer.Start(new ServerSettings { DataFolder = folder["data"] });
        Assert.True(server.DemoToken is not null || new Banner(failed.Output).Token is not null, "The token of the tenant demo was never shown.");
    }

    [Fact]
    public async Task Start_WithADataFolderBelowAFile_SaysSo()
    {
        using TempFolder folder = new();
        await File.WriteAllTextAsync(folder["file"], "not a folder");
        await using SiloProcess process = Launch(folder, FreePort.Next(), Path.Combine(folder["file"], "data"));
        await FailsPlainly(process, Path.Combine(folder["file"], "data"));
    }

    [Fact]
    public async Task Start_WithADataFolderThatIsAFile_SaysSo()
    {
        using TempFolder folder = new();
        await File.WriteAllTextAsync(folder["file"], "not a folder");
        await using SiloProcess process = Launch(folder, FreePort.Next(), folder["file"]);
        await FailsPlainly(process, folder["file"]);
    }

    [Fact]
    public async Task Start_OnAFolderThatAnotherServerUses_SaysSoAndHarmsNobody()
    {
        await using ScimServer server = await ScimServer.Start();
        using TempFolder folder = new();
        await using SiloProcess second = Launch(folder, FreePort.Next(), server.DataFolder);
        await FailsPlainly(second, server.DataFolder);
        await server.Demo.CreateUser("still.here");
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
    public async Task Start_WithABadSetting_NamesIt(string name, string value, string named)
    {
        using TempFolder folder = new();
        await using SiloProcess process = Launch(folder, FreePort.Next(), folder["data"], (name, value));
        await FailsPlainly(process, named);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("http://127.0.0.1:99999")]
    public async Task Start_WithABadUrl_SaysSo(string urls)
    {
        using TempFolder folder = new();
        await using SiloProcess process = SiloProcess.Start(
            folder.FullName, new Dictionary<string, string> { ["Scim__Data"] = folder["data"] }, "--urls", urls);
        await FailsPlainly(process, urls);
    }

    [Fact]
    public async Task Start_OnADatabaseThatIsNone_SaysSo()
    {
        using TempFolder folder = new();
        await using (ScimServer server = await ScimServer.Start(new ServerSettings { DataFolder = folder["data"] }))
            await server.Stop();
        foreach (string file in Directory.GetFiles(folder["data"], "*.db*"))
            await File.WriteAllBytesAsync(file, [.. Enumerable.Repeat((byte)'x', 8192)]);

        await using SiloProcess process = Launch(folder, FreePort.Next(), folder["data"]);
        await FailsPlainly(process, folder["data"]);
    }

    private static SiloProcess Launch(TempFolder folder, int port, string data, params (string Name, string Value)[] more)
    {
        Dictionary<string, string> environment = new() { ["Scim__Data"] = data };
        foreach ((string name, string value) in more)
            environment[name] = value;
        return SiloProcess.Start(folder.FullName, environment, "--urls", $"http://127.0.0.1:{port}");
    }

    private static async Task FailsPlainly(SiloProcess process, string names)
    {
        int code = await process.Exit(EndTime);
        Assert.True(code == 1, $"Exit code {code}. Printed:\n{process.Printed}");
        string[] said = [.. process.Errors.Where(line => line.Trim().Length > 0)];
        Assert.True(said.Length == 1, $"One plain sentence was expected on standard error, not:\n{process.Printed}");
        Assert.EndsWith(".", said[0], StringComparison.Ordinal);
        Assert.Contains(names, said[0], StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", process.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Printed, StringComparison.Ordinal);
    }
}
