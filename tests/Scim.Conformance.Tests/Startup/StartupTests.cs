namespace Scim.Conformance.Tests.Startup;

/// <summary>The console output and exit codes of the program.</summary>
public sealed class StartupTests
{
    [Fact]
    public async Task FirstStart_OnEmptyFolder_PrintsConnectionSettings()
    {
        await using ScimServer server = await ScimServer.StartAsync();

        Assert.Equal($"{server.BaseUrl}/tenants/demo/scim/v2", server.Banner.ScimUrl);
        Assert.NotNull(server.Banner.Dashboard);
        Assert.True(server.Banner.ContainsText(server.DataFolder), server.Process.AllOutput);
        Assert.False(server.Banner.ContainsText(server.OperatorKey), "A configured operator key is not printed.");
        (await server.DemoClient.GetAsync("/Users?count=1")).AssertStatus(200);
        await server.DemoClient.CreateUserAsync("first.user");
    }

    [Fact]
    public async Task SecondStart_OnSameFolder_PrintsNoSecretsAndKeepsTheData()
    {
        await using ScimServer server = await ScimServer.StartAsync(new ServerSettings { OperatorKey = null });
        string token = Assert.IsType<string>(server.Banner.Token);
        string key = Assert.IsType<string>(server.Banner.OperatorKey);
        Assert.True(key.Length >= 32, "256 bits of key do not fit into fewer characters.");
        (await server.Operator.GetAsync("/tenants")).AssertStatus(200);
        string user = await server.DemoClient.CreateUserAsync("stays");

        await server.StopAsync();
        await server.RestartAsync();

        Assert.Equal($"{server.BaseUrl}/tenants/demo/scim/v2", server.Banner.ScimUrl);
        Assert.NotNull(server.Banner.Dashboard);
        Assert.True(server.Banner.ContainsText(server.DataFolder));
        Assert.DoesNotContain(token, server.Process.AllOutput, StringComparison.Ordinal);
        Assert.DoesNotContain(key, server.Process.AllOutput, StringComparison.Ordinal);
        Assert.Null(server.Banner.Token);
        Assert.Null(server.Banner.OperatorKey);
        (await server.DemoClient.GetAsync($"/Users/{user}")).AssertStatus(200);
        (await server.Operator.GetAsync("/tenants")).AssertStatus(200);
    }

    [Fact]
    public async Task Start_AtDefaultLogLevel_PrintsNoWarnings()
    {
        await using ScimServer server = await ScimServer.StartAsync();
        string user = await server.DemoClient.CreateUserAsync("quiet");
        (await server.DemoClient.PostAsync("/Users", RequestBodies.CreateUser("quiet"))).AssertError(409);
        (await server.DemoClient.PostAsync("/Users", "{")).AssertError(400);
        (await server.DemoClient.DeleteAsync($"/Users/{user}")).AssertStatus(204);
        Assert.Equal(0, await server.StopAsync());

        Assert.Empty(server.Process.Errors);
        Assert.InRange(server.Process.Output.Count, 4, 20);
        AssertQuiet(server.Process);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(500)]
    [InlineData(900)]
    [InlineData(1400)]
    [InlineData(2000)]
    public async Task Stop_DuringStartup_ExitsWithoutErrors(int milliseconds)
    {
        using TempFolder folder = new();
        Dictionary<string, string> environment = new() { ["Scim__Data"] = folder["data"] };
        await using SiloProcess process = SiloProcess.Start(
            folder.FullName,
            environment,
            "--urls",
            $"http://127.0.0.1:{PortAllocator.AllocatePort()}"
        );
        // The moment is arbitrary: startup progress depends on the machine.
        await Task.Delay(milliseconds);
        process.SendTerminate();
        int code = await process.WaitForExitAsync(TimeSpan.FromSeconds(60));
        Assert.True(code is 0 or 128 + 15, $"Exit code {code}. Printed:\n{process.AllOutput}");
        AssertQuiet(process);
    }

    [Fact]
    public async Task Stop_BySigTerm_ExitsWithZeroAndKeepsAcknowledgedWrites()
    {
        await using ScimServer server = await ScimServer.StartAsync();
        string user = await server.DemoClient.CreateUserAsync("survivor");
        Assert.Equal(0, await server.StopAsync());
        await server.RestartAsync();
        (await server.DemoClient.GetAsync($"/Users/{user}")).AssertStatus(200);
    }

    [Fact]
    public async Task Start_WithSettingsOnCommandLine_UsesThem()
    {
        using TempFolder folder = new();
        int port = PortAllocator.AllocatePort();
        await using SiloProcess process = SiloProcess.Start(
            folder.FullName,
            new Dictionary<string, string>(),
            "--urls",
            $"http://127.0.0.1:{port}",
            "--Scim:Data",
            folder["elsewhere"],
            "--Scim:OperatorKey",
            "a-key-from-the-command-line"
        );
        OperatorClient @operator = new($"http://127.0.0.1:{port}", "a-key-from-the-command-line");

        await Polling.WaitUntilAsync(
            () => IsAnsweringAsync(@operator),
            TimeSpan.FromSeconds(120),
            () => process.AllOutput
        );
        Assert.True(Directory.Exists(folder["elsewhere"]));
        Assert.Single(Directory.GetFileSystemEntries(folder.FullName));
    }

    [Fact]
    public async Task Start_WithPublicBaseUrl_PrintsItAndUsesItInLocations()
    {
        await using ScimServer server = await ScimServer.StartAsync(
            new ServerSettings
            {
                Environment = new Dictionary<string, string>
                {
                    ["Scim__PublicBaseUrl"] = "https://id.example.test/people",
                },
            }
        );
        Assert.Equal("https://id.example.test/people/tenants/demo/scim/v2", server.Banner.ScimUrl);
        ScimResponse created = (
            await server.DemoClient.PostAsync("/Users", RequestBodies.CreateUser("far"))
        ).AssertStatus(201);
        Assert.Equal(
            $"https://id.example.test/people/tenants/demo/scim/v2/Users/{created.Id}",
            created.GetText("/meta/location")
        );
        Assert.Equal(created.GetText("/meta/location"), created.GetHeader("Location"));
    }

    [Fact]
    public async Task Start_OfTwoServersOnSeparateFolders_BothRun()
    {
        await using ScimServer one = await ScimServer.StartAsync();
        await using ScimServer two = await ScimServer.StartAsync();
        string user = await one.DemoClient.CreateUserAsync("here");
        await two.DemoClient.CreateUserAsync("here");
        (await two.DemoClient.GetAsync($"/Users/{user}")).AssertError(404);
        (await two.DemoClient.WithToken(one.DemoToken).GetAsync("/Users")).AssertError(401);
    }

    private static void AssertQuiet(SiloProcess process)
    {
        foreach (
            string noise in new[]
            {
                "info:",
                "warn:",
                "fail:",
                "crit:",
                "dbug:",
                "Exception",
                "   at ",
                "Microsoft.",
                "Orleans.Runtime",
            }
        )
            Assert.DoesNotContain(noise, process.AllOutput, StringComparison.Ordinal);
    }

    private static async Task<bool> IsAnsweringAsync(OperatorClient @operator)
    {
        try
        {
            return (await @operator.GetAsync("/tenants")).Status == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
