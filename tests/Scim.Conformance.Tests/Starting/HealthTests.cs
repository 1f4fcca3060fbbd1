namespace Scim.Conformance.Tests.Starting;

/// <summary>The two health endpoints, which need no credentials.</summary>
public sealed class HealthTests(SharedServer server)
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_OfARunningServer_Is200WithoutCredentials(string path) =>
        (await new ScimClient(server.BaseUrl, token: null).Get(path)).Expect(200);

    [Fact]
    public async Task Health_BeforeTheServerIsReady_IsNeverReadyTooEarly()
    {
        using TempFolder folder = new();
        int port = FreePort.Next();
        ScimClient client = new($"http://127.0.0.1:{port}", token: null);
        Dictionary<string, string> environment = new() { ["Scim__Data"] = folder["data"], ["Scim__OperatorKey"] = Key };
        await using SiloProcess process = SiloProcess.Start(folder.FullName, environment, "--urls", client.BaseUrl);
        await Eventually.Holds(() => Is200(client), TimeSpan.FromSeconds(120), () => process.Printed);

        // Ready means that the very next request is served.
        TestTenant tenant = await new OperatorClient(client.BaseUrl, Key).NewTenant();
        await tenant.Scim.CreateUser("at.once");
    }

    private static async Task<bool> Is200(ScimClient client)
    {
        try
        {
            return (await client.Get("/health/ready")).Status == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
