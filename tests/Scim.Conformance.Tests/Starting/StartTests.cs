namespace Scim.Conformance.Tests.Starting;

/// <summary>What a user sees when the program starts and ends.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task FirstStart_OnAnEmptyFolder_PrintsWhatIsNeededToConnectAnIdp()
    {
        await using ScimServer server = await ScimServer.Start();

        Assert.Equal($"{server.BaseUrl}/tenants/demo/scim/v2", server.Banner.ScimUrl);
        Assert.NotNull(server.Banner.Dashboard);
        Assert.True(server.Banner.Mentions(server.DataFolder), server.Process.Printed);
        Assert.False(server.Banner.Mentions(server.OperatorKey), "A configured operator key is not printed.");
        (await server.Demo.Get("/Users?count=1")).Expect(200);
        await server.Demo.CreateUser("first.user");
    }

    [Fact]
    public async Task SecondStart_OnTheSameFolder_PrintsTheSameLessTheSecretsAndHasTheData()
    {
        await using ScimServer server = await ScimServer.Start(new ServerSettings { OperatorKey = null });
        string token = Assert.IsType<string>(server.Banner.Token);
        string key = Assert.IsType<string>(server.Banner.OperatorKey);
        Assert.True(key.Length >= 32, "256 bits of key do not fit into fewer characters.");
        (await server.Operator.Get("/tenants")).Expect(200);
        string user = await server.Demo.CreateUser("stays");

        await server.Stop();
        await server.Restart();

        Assert.Equal($"{server.BaseUrl}/tenants/demo/scim/v2", server.Banner.ScimUrl);
        Assert.NotNull(server.Banner.Dashboard);
        Assert.True(server.Banner.Mentions(server.DataFolder));
        Assert.DoesNotContain(token, server.Process.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain(key, server.Process.Printed, StringComparison.Ordinal);
        Assert.Null(server.Banner.Token);
        Assert.Null(server.Banner.OperatorKey);
        (await server.Demo.Get($"/Users/{user}")).Expect(200);
        (await server.Operator.Get("/tenants")).Expect(200);
    }

    [Fact]
    public async Task Start_AtTheDefaultLogLevel_PrintsNoNoise()
    {
        await using ScimServer server = await ScimServer.Start();
        string user = await server.Demo.CreateUser("quiet");
        (await server.Demo.Post("/Users", Bodies.User("quiet"))).ExpectError(409);
        (await server.Demo.Post("/Users", "{")).ExpectError(400);
        (await server.Demo.Delete($"/Users/{user}")).Expect(204);
        Assert.Equal(0, await server.Stop());

        Assert.Empty(server.Process.Errors);
        Assert.InRange(server.Process.Output.Count, 4, 20);
        IsQuiet(server.Process);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(500)]
    [InlineData(900)]
    [InlineData(1400)]
    [InlineData(2000)]
    public async Task Stop_WhileItStarts_EndsItWithoutNoise(int milliseconds)
    {
        using TempFolder folder = new();
        Dictionary<string, string> environment = new() { ["Scim__Data"] = folder["data"] };
        await using SiloProcess process = SiloProcess.Start(folder.FullName, environment, "--urls", $"http://127.0.0.1:{FreePort.Next()}");
        await Task.Delay(milliseconds);   // any moment will do; how far the start has come by then is the machine's affair
        process.Terminate();
        int code = await process.Exit(TimeSpan.FromSeconds(60));
        Assert.True(code is 0 or 128 + 15, $"Exit code {code}. Printed:\n{process.Printed}");
        IsQuiet(process);
    }

    [Fact]
    public async Task Stop_BySigTerm_EndsWithCodeZeroAndKeepsWhatWasAnswered()
    {
        await using ScimServer server = await ScimServer.Start();
        string user = await server.Demo.CreateUser("survivor");
        Assert.Equal(0, await server.Stop());
        await server.Restart();
        (await server.Demo.Get($"/Users/{user}")).Expect(200);
    }

    [Fact]
    public async Task Start_WithSettingsOnTheCommandLine_UsesThem()
    {
        using TempFolder folder = new();
        int port = FreePort.Next();
        await using SiloProcess process = SiloProcess.Start(
            folder.FullName, new Dictionary<string, string>(), "--urls", $"http://127.0.0.1:{port}", "--Scim:Data", folder["elsewhere"],
            "--Scim:OperatorKey", "a-key-from-the-command-line");
        OperatorClient @operator = new($"http://127.0.0.1:{port}", "a-key-from-the-command-line");

        await Eventually.Holds(() => Answers(@operator), TimeSpan.FromSeconds(120), () => process.Printed);
        Assert.True(Directory.Exists(folder["elsewhere"]));
        Assert.Single(Directory.GetFileSystemEntries(folder.FullName));
    }

    [Fact]
    public async Task Start_WithAPublicBaseUrl_PrintsItAndPutsItIntoLocations()
    {
        await using ScimServer server = await ScimServer.Start(new ServerSettings
        {
            Environment = new Dictionary<string, string> { ["Scim__PublicBaseUrl"] = "https://id.example.test/people" },
        });
        Assert.Equal("https://id.example.test/people/tenants/demo/scim/v2", server.Banner.ScimUrl);
        ScimResponse created = (await server.Demo.Post("/Users", Bodies.User("far"))).Expect(201);
        Assert.Equal($"https://id.example.test/people/tenants/demo/scim/v2/Users/{created.Id}", created.Text("/meta/location"));
        Assert.Equal(created.Text("/meta/location"), created.Header("Location"));
    }

    [Fact]
    public async Task Start_OfTwoServersOnFoldersOfTheirOwn_BothRun()
    {
        await using ScimServer one = await ScimServer.Start();
        await using ScimServer two = await ScimServer.Start();
        string user = await one.Demo.CreateUser("here");
        await two.Demo.CreateUser("here");
        (await two.Demo.Get($"/Users/{user}")).ExpectError(404);
        (await two.Demo.WithToken(one.DemoToken).Get("/Users")).ExpectError(401);
    }

    private static void IsQuiet(SiloProcess process)
    {
        foreach (string noise in new[] { "info:", "warn:", "fail:", "crit:", "dbug:", "Exception", "   at ", "Microsoft.", "Orleans.Runtime" })
            Assert.DoesNotContain(noise, process.Printed, StringComparison.Ordinal);
    }

    private static async Task<bool> Answers(OperatorClient @operator)
    {
        try
        {
            return (await @operator.Get("/tenants")).Status == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
