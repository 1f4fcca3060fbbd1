using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Startup;

/// <summary>The two health endpoints, which require no credentials.</summary>
public sealed class HealthEndpointTests(SharedServer server)
{
    private const string OperatorKey = "0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_OfRunningServer_Is200WithoutCredentials(string path) =>
        (await new ScimClient(server.BaseUrl, token: null).GetAsync(path)).AssertStatus(200);

    [Fact]
    public async Task Health_DuringStartup_IsNotReadyBeforeServing()
    {
        using TempFolder folder = new();
        int port = PortAllocator.AllocatePort();
        ScimClient client = new($"http://127.0.0.1:{port}", token: null);
        Dictionary<string, string> environment = new()
        {
            ["Scim__Data"] = folder["data"],
            ["Scim__OperatorKey"] = OperatorKey,
        };
        await using SiloProcess process = SiloProcess.Start(folder.FullName, environment, "--urls", client.BaseUrl);
        await Polling.WaitUntilAsync(() => Is200Async(client), TimeSpan.FromSeconds(120), () => process.AllOutput);

        // Ready means that the next request is served.
        TestTenant tenant = await new OperatorClient(client.BaseUrl, OperatorKey).CreateTenantAsync();
        await tenant.Scim.CreateUserAsync("at.once");
    }

    private static async Task<bool> Is200Async(ScimClient client)
    {
        try
        {
            return (await client.GetAsync("/health/ready")).Status == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
