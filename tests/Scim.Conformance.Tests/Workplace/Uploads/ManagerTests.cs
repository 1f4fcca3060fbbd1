using System.Text.Json;

namespace Scim.Conformance.Tests.Workplace.Uploads;

/// <summary>The manager of an uploaded user, by userName or by id.</summary>
public sealed class ManagerTests(SharedServer server)
{
    [Fact]
    public async Task Upload_OfManagersByUserName_StoresTheirIds()
    {
        (TestTenant tenant, WorkplaceClient api) = await New();
        string boss = await tenant.Scim.CreateUser("Boss@Example.com");
        await tenant.Scim.CreateUser("bob");
        (await api.Run($"userName,manager\nada,boss@EXAMPLE.com\nbob, boss@example.com \ncarl,{boss}\ndora,\n")).ExpectCounts([4, 4, 0, 3, 1, 0]);
        foreach (string name in new[] { "ada", "bob", "carl" }) Assert.Equal(boss, Manager(await tenant.UserNamed(name)));
        Assert.Null(Manager(await tenant.UserNamed("dora")));
    }

    [Fact]
    public async Task Upload_OfManagersInTheFile_WritesThemFirst()
    {
        (TestTenant tenant, WorkplaceClient api) = await New();
        const string Csv = "manager,userName\nlead,worker\nhead,lead\n,head\n";
        (await api.Run(Csv, "?dryRun=true")).ExpectCounts([3, 3, 0, 3, 0, 0]);
        (await api.Run(Csv)).ExpectCounts([3, 3, 0, 3, 0, 0]);
        JsonElement lead = await tenant.UserNamed("lead"), head = await tenant.UserNamed("head");
        Assert.Equal(lead.GetProperty("id").GetString(), Manager(await tenant.UserNamed("worker")));
        Assert.Equal(head.GetProperty("id").GetString(), Manager(lead));
        Assert.Null(Manager(head));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?dryRun=true")]
    public async Task Upload_OfAnUnknownManager_FailsTheRowAlone(string query)
    {
        (TestTenant tenant, WorkplaceClient api) = await New();
        ScimResponse ended = await api.Run("userName,manager\nada,nobody@example.com\nbob,\n", query);
        Assert.Equal([2, 2, 1, 1, 0, 0], ended.Counts());
        string error = Assert.Single(await api.ErrorsOf(ended.Id));
        Assert.StartsWith("2 manager: There is no user of this userName.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("nobody", error, StringComparison.Ordinal);
        Assert.Equal((query.Length == 0 ? 1 : 0, 0), await tenant.Scim.Totals());
    }

    [Theory]
    [InlineData("manager", "ignore", 0)]
    [InlineData("manager.value", "ignore", 0)]
    [InlineData("manager", "reject", 1)]
    public async Task Upload_OfAnUnknownManagerWhereTheTenantHasNoUseForManagers_FollowsItsPolicy(string attribute, string policy, int failed)
    {
        (TestTenant tenant, WorkplaceClient api) = await New();
        await server.Operator.ChangeSettings(tenant.Id, new { profile = new { unsupported = new Dictionary<string, string> { [attribute] = policy } } });
        ScimResponse ended = await api.Run("userName,manager\nada,nobody@example.com\nbob,\n");
        Assert.Equal([2, 2, failed, 2 - failed, 0, 0], ended.Counts());
        Assert.All(await api.ErrorsOf(ended.Id), e => Assert.Contains("manager: this tenant does not support", e, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Upload_OfManagersInACircle_FailsThoseWhoAreNew()
    {
        (TestTenant tenant, WorkplaceClient api) = await New();
        string ada = await tenant.Scim.CreateUser("ada");
        (await api.Run("userName,manager\nada,bob\nbob,ada\ncarl,dora\ndora,carl\n", "?dryRun=true")).ExpectCounts([4, 4, 2, 1, 1, 0]);
        (await api.Run("userName,manager\nada,bob\nbob,ada\ncarl,dora\ndora,carl\n")).ExpectCounts([4, 4, 2, 1, 1, 0]);
        Assert.Equal(ada, Manager(await tenant.UserNamed("bob")));
        Assert.Equal((await tenant.UserNamed("bob")).GetProperty("id").GetString(), Manager(await tenant.UserNamed("ada")));
    }

    private static string? Manager(JsonElement user) =>
        user.TryGetProperty(Urn.Enterprise, out JsonElement enterprise) && enterprise.TryGetProperty("manager", out JsonElement manager) ? manager.GetProperty("value").GetString() : null;

    private async Task<(TestTenant Tenant, WorkplaceClient Api)> New()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        return (tenant, await tenant.Workplace());
    }
}
