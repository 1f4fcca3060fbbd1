using System.Text;
using System.Text.Json;
using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Startup;

/// <summary>The Orleans dashboard shows grain state, which is personal data: only the operator has access.</summary>
public sealed class OrleansDashboardTests(SharedServer server)
{
    private ScimClient Anonymous => new(server.BaseUrl, token: null) { MediaType = "text/html" };

    [Theory]
    [InlineData("/dashboard")]
    [InlineData("/dashboard/")]
    [InlineData("/dashboard/DashboardCounters")]
    [InlineData("/dashboard/index.min.js")]
    public async Task Get_WithoutCredentials_Is401WithChallenge(string path)
    {
        ScimResponse response = (await Anonymous.GetAsync(path)).AssertStatus(401);
        Assert.Contains("Basic", response.GetHeader("WWW-Authenticate"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Get_WithOperatorKeyAsBasicPassword_IsServed() =>
        await AssertServedAsync(FormatBasicCredentials("operator", server.Operator.Key!));

    [Fact]
    public async Task Get_WithOperatorKeyAsBearer_IsServed() =>
        await AssertServedAsync($"Bearer {server.Operator.Key}");

    [Fact]
    public async Task Get_WithOtherCredentials_Is401()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        string[] invalidHeaders =
        [
            FormatBasicCredentials("operator", "wrong"),
            FormatBasicCredentials("admin", "operator"),
            FormatBasicCredentials("operator", ""),
            FormatBasicCredentials("operator", tenant.Token),
            "Basic",
            "Basic !!!",
            "Bearer",
            "Bearer wrong",
            $"Bearer {tenant.Token}",
        ];
        foreach (string header in invalidHeaders)
            (await Anonymous.GetAsync("/dashboard/", ("Authorization", header))).AssertStatus(401);
    }

    [Fact]
    public async Task Counters_OfSilo_AreRefreshed()
    {
        TimeSpan within = TimeSpan.FromMinutes(2);
        string address = "",
            before = "";
        await Polling.WaitUntilAsync(
            async () => (address = await GetDashboardAddressAsync()).Length > 0,
            within,
            () => "the dashboard shows no silo"
        );
        await Polling.WaitUntilAsync(
            async () => (before = await ReadActivationsAsync()).Length > 0,
            within,
            () => "the silo has no counters"
        );
        await server.Operator.CreateTenantAsync();
        await Polling.WaitUntilAsync(
            async () => await ReadActivationsAsync() != before,
            within,
            () => $"the activation count is still {before}"
        );

        async Task<string> GetDashboardAddressAsync() =>
            (await GetJsonAsync("DashboardCounters"))
                .GetProperty("hosts")
                .EnumerateArray()
                .Select(h => h.GetProperty("siloAddress").GetString()!)
                .FirstOrDefault("");

        async Task<string> ReadActivationsAsync() =>
            (await GetJsonAsync($"SiloCounters/{address}"))
                .EnumerateArray()
                .Where(c => c.GetProperty("name").GetString() == "orleans-catalog-activations")
                .Select(c => c.GetProperty("value").GetString()!)
                .FirstOrDefault("");
    }

    private async Task<JsonElement> GetJsonAsync(string path) =>
        (
            await Anonymous.GetAsync(
                $"/dashboard/{path}",
                ("Authorization", FormatBasicCredentials("operator", server.Operator.Key!))
            )
        )
            .AssertStatus(200)
            .Json;

    private async Task AssertServedAsync(string authorization)
    {
        ScimResponse page = await Anonymous.GetAsync("/dashboard", ("Authorization", authorization));
        for (int i = 0; i < 3 && page.Status is 301 or 302 or 307 or 308; i++)
            page = await Anonymous.GetAsync(
                new Uri(new Uri(server.BaseUrl), page.GetHeader("Location")).PathAndQuery,
                ("Authorization", authorization)
            );
        page.AssertStatus(200);
        Assert.Contains("<html", page.Body, StringComparison.OrdinalIgnoreCase);
        (await Anonymous.GetAsync("/dashboard/DashboardCounters", ("Authorization", authorization))).AssertStatus(200);
    }

    private static string FormatBasicCredentials(string user, string password) =>
        $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}";
}
