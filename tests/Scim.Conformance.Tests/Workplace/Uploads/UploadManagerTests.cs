using System.Text.Json;
using Scim.Conformance.Tests.Fixtures;
using Scim.Testing.Server.Workplace;

namespace Scim.Conformance.Tests.Workplace.Uploads;

/// <summary>The manager of an uploaded user, given by userName or id.</summary>
public sealed class UploadManagerTests(SharedServer server)
{
    [Fact]
    public async Task Upload_OfManagersByUserName_StoresTheirIds()
    {
        (TestTenant tenant, WorkplaceClient api) = await CreateTenantAsync();
        string boss = await tenant.Scim.CreateUserAsync("Boss@Example.com");
        await tenant.Scim.CreateUserAsync("bob");
        (
            await api.RunUploadAsync(
                $"userName,manager\nada,boss@EXAMPLE.com\nbob, boss@example.com \ncarl,{boss}\ndora,\n"
            )
        ).AssertCounts([4, 4, 0, 3, 1, 0]);
        foreach (string name in new[] { "ada", "bob", "carl" })
            Assert.Equal(boss, GetManager(await tenant.FindUserAsync(name)));
        Assert.Null(GetManager(await tenant.FindUserAsync("dora")));
    }

    [Fact]
    public async Task Upload_OfManagersInFile_WritesThemFirst()
    {
        (TestTenant tenant, WorkplaceClient api) = await CreateTenantAsync();
        const string Csv = "manager,userName\nlead,worker\nhead,lead\n,head\n";
        (await api.RunUploadAsync(Csv, "?dryRun=true")).AssertCounts([3, 3, 0, 3, 0, 0]);
        (await api.RunUploadAsync(Csv)).AssertCounts([3, 3, 0, 3, 0, 0]);
        JsonElement lead = await tenant.FindUserAsync("lead"),
            head = await tenant.FindUserAsync("head");
        Assert.Equal(lead.GetProperty("id").GetString(), GetManager(await tenant.FindUserAsync("worker")));
        Assert.Equal(head.GetProperty("id").GetString(), GetManager(lead));
        Assert.Null(GetManager(head));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?dryRun=true")]
    public async Task Upload_OfUnknownManager_FailsOnlyThatRow(string query)
    {
        (TestTenant tenant, WorkplaceClient api) = await CreateTenantAsync();
        ScimResponse ended = await api.RunUploadAsync("userName,manager\nada,absent.boss@example.com\nbob,\n", query);
        Assert.Equal([2, 2, 1, 1, 0, 0], ended.GetCounts());
        string error = Assert.Single(await api.ReadErrorsAsync(ended.Id));
        Assert.StartsWith("2 manager: No user has this userName.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("absent.boss", error, StringComparison.Ordinal);
        Assert.Equal((query.Length == 0 ? 1 : 0, 0), await tenant.Scim.CountResourcesAsync());
    }

    [Theory]
    [InlineData("manager", "ignore", 0)]
    [InlineData("manager.value", "ignore", 0)]
    [InlineData("manager", "reject", 1)]
    public async Task Upload_OfUnknownManagerWhereManagersAreUnsupported_FollowsThePolicy(
        string attribute,
        string policy,
        int failed
    )
    {
        (TestTenant tenant, WorkplaceClient api) = await CreateTenantAsync();
        await server.Operator.ChangeSettingsAsync(
            tenant.Id,
            new { profile = new { unsupported = new Dictionary<string, string> { [attribute] = policy } } }
        );
        ScimResponse ended = await api.RunUploadAsync("userName,manager\nada,absent.boss@example.com\nbob,\n");
        Assert.Equal([2, 2, failed, 2 - failed, 0, 0], ended.GetCounts());
        Assert.All(
            await api.ReadErrorsAsync(ended.Id),
            e => Assert.Contains("manager: this tenant does not support", e, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Upload_OfManagersInCycle_FailsNewUsers()
    {
        (TestTenant tenant, WorkplaceClient api) = await CreateTenantAsync();
        string ada = await tenant.Scim.CreateUserAsync("ada");
        (
            await api.RunUploadAsync("userName,manager\nada,bob\nbob,ada\ncarl,dora\ndora,carl\n", "?dryRun=true")
        ).AssertCounts([4, 4, 2, 1, 1, 0]);
        (await api.RunUploadAsync("userName,manager\nada,bob\nbob,ada\ncarl,dora\ndora,carl\n")).AssertCounts([
            4,
            4,
            2,
            1,
            1,
            0,
        ]);
        Assert.Equal(ada, GetManager(await tenant.FindUserAsync("bob")));
        Assert.Equal(
            (await tenant.FindUserAsync("bob")).GetProperty("id").GetString(),
            GetManager(await tenant.FindUserAsync("ada"))
        );
    }

    private static string? GetManager(JsonElement user) =>
        user.TryGetProperty(ScimUrns.Enterprise, out JsonElement enterprise)
        && enterprise.TryGetProperty("manager", out JsonElement manager)
            ? manager.GetProperty("value").GetString()
            : null;

    private async Task<(TestTenant Tenant, WorkplaceClient Api)> CreateTenantAsync()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        return (tenant, await tenant.CreateWorkplaceClientAsync());
    }
}
