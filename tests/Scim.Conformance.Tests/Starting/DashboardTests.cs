using System.Text;
using System.Text.Json;

namespace Scim.Conformance.Tests.Starting;

/// <summary>The Orleans dashboard shows grain state, which is personal data: only the operator sees it.</summary>
public sealed class DashboardTests(SharedServer server)
{
    private ScimClient Anonymous => new(server.BaseUrl, token: null) { MediaType = "text/html" };

    [Theory]
    [InlineData("/dashboard")]
    [InlineData("/dashboard/")]
    [InlineData("/dashboard/DashboardCounters")]
    [InlineData("/dashboard/index.min.js")]
    public async Task Get_WithoutCredentials_Is401AndAsksForThem(string path)
    {
        ScimResponse response = (await Anonymous.Get(path)).Expect(401);
        Assert.Contains("Basic", response.Header("WWW-Authenticate"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Get_WithTheOperatorKeyAsBasicPassword_IsServed() => await Served(Basic("operator", server.Operator.Key!));

    [Fact]
    public async Task Get_WithTheOperatorKeyAsBearer_IsServed() => await Served($"Bearer {server.Operator.Key}");

    [Fact]
    public async Task Get_WithAnythingElse_Is401()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        string[] wrongs =
        [
            Basic("operator", "wrong"), Basic("admin", "operator"), Basic("operator", ""), Basic("operator", tenant.Token), "Basic", "Basic !!!",
            "Bearer", "Bearer wrong", $"Bearer {tenant.Token}",
        ];
        foreach (string wrong in wrongs)
            (await Anonymous.Get("/dashboard/", ("Authorization", wrong))).Expect(401);
    }

    [Fact]
    public async Task Counters_OfASilo_AreReadAgainAndAgain()
    {
        TimeSpan within = TimeSpan.FromMinutes(2);
        string address = "", before = "";
        await Eventually.Holds(async () => (address = await Address()).Length > 0, within, () => "the dashboard shows no silo");
        await Eventually.Holds(async () => (before = await Activations()).Length > 0, within, () => "the silo has no counters");
        await server.Operator.NewTenant();
        await Eventually.Holds(async () => await Activations() != before, within, () => $"there are {before} activations still");

        async Task<string> Address() =>
            (await Shown("DashboardCounters")).GetProperty("hosts").EnumerateArray().Select(h => h.GetProperty("siloAddress").GetString()!).FirstOrDefault("");

        async Task<string> Activations() => (await Shown($"SiloCounters/{address}")).EnumerateArray()
            .Where(c => c.GetProperty("name").GetString() == "orleans-catalog-activations").Select(c => c.GetProperty("value").GetString()!).FirstOrDefault("");
    }

    private async Task<JsonElement> Shown(string path) => (await Anonymous.Get($"/dashboard/{path}", ("Authorization", Basic("operator", server.Operator.Key!)))).Expect(200).Json;

    private async Task Served(string authorization)
    {
        ScimResponse page = await Anonymous.Get("/dashboard", ("Authorization", authorization));
        for (int i = 0; i < 3 && page.Status is 301 or 302 or 307 or 308; i++)
            page = await Anonymous.Get(new Uri(new Uri(server.BaseUrl), page.Header("Location")).PathAndQuery, ("Authorization", authorization));
        page.Expect(200);
        Assert.Contains("<html", page.Body, StringComparison.OrdinalIgnoreCase);
        (await Anonymous.Get("/dashboard/DashboardCounters", ("Authorization", authorization))).Expect(200);
    }

    private static string Basic(string user, string password) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}";
}
