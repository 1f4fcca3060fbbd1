using Scim.Conformance.Tests.Workplace;

namespace Scim.Conformance.Tests.Races;

/// <summary>Sites, roles and permissions while everybody changes them.</summary>
public sealed class SiteRaceTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private const int Many = 64;

    private static readonly string[] Roles = ["Viewer", "Contributor", "Editor", "Administrator"];

    private TestTenant Tenant => fixture.Tenant;

    [Fact]
    public async Task Create_OfOneNameManyTimesAtOnce_MakesOneSite()
    {
        WorkplaceClient api = await Tenant.Workplace();
        for (int round = 0; round < 3; round++)
        {
            ScimResponse[] responses = await Gate.Together(32, i => api.Post("/sites", new { name = i % 2 == 0 ? $"Race {round}" : $" RACE {round} " }));
            Assert.Single(responses, r => r.Status == 201);
            Assert.All(responses, r => r.Expect(201, 409));
            string site = responses.Single(r => r.Status == 201).Id;
            Assert.Equal([site], (await api.Get("/sites?count=1000")).Each("/sites", "/id").Where(id => responses.Any(r => r.Status == 201 && r.Id == id)));

            // The losers left nothing that keeps the name.
            (await api.Delete($"/sites/{site}")).Expect(204);
            await api.CreateSite($"race {round}");
        }
    }

    [Fact]
    public async Task Rename_OfManySitesToOneNameAtOnce_LetsOneHaveIt()
    {
        WorkplaceClient api = await Tenant.Workplace();
        string[] sites = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => api.CreateSite($"Renamed {i}")));
        ScimResponse[] responses = await Gate.Together(sites.Length, i => api.Patch($"/sites/{sites[i]}", new { name = "The chosen one" }));
        Assert.Single(responses, r => r.Status == 200);
        Assert.All(responses, r => r.Expect(200, 409));
        foreach ((string site, ScimResponse response) in sites.Zip(responses))
            Assert.Equal(response.Status == 200, (await api.Get($"/sites/{site}")).Expect(200).Text("/name") == "The chosen one");
    }

    [Fact]
    public async Task Permit_OfManyGroupsAtOnce_LosesNone()
    {
        WorkplaceClient api = await Tenant.Workplace();
        string site = await api.CreateSite("Crowded");
        string[] groups = await Task.WhenAll(Enumerable.Range(0, Many).Select(i => Tenant.Scim.CreateGroup($"Crowd {i}")));
        ScimResponse[] responses = await Gate.Together(Many, i => api.Put($"/sites/{site}/permissions/{groups[i]}", new { role = Roles[i % 4] }));
        Assert.All(responses, r => r.Expect(204));
        Assert.Equal(groups.Select((g, i) => (g, Roles[i % 4])).Order(), (await api.PermissionsOn(site)).Select(p => (p.Key, p.Value)).Order());

        // Half of them go while the other half changes.
        responses = await Gate.Together(Many, i => i % 2 == 0
            ? api.Delete($"/sites/{site}/permissions/{groups[i]}")
            : api.Put($"/sites/{site}/permissions/{groups[i]}", new { role = "Editor" }));
        Assert.All(responses, r => r.Expect(204));
        Assert.Equal(groups.Where((_, i) => i % 2 == 1).Select(g => (g, "Editor")).Order(), (await api.PermissionsOn(site)).Select(p => (p.Key, p.Value)).Order());
    }

    [Fact]
    public async Task Permit_OfOneGroupManyTimesAtOnce_EndsWithOneOfTheRoles()
    {
        WorkplaceClient api = await Tenant.Workplace();
        string site = await api.CreateSite("Contested"), user = await Tenant.Scim.CreateUser("contested"), group = await Tenant.Scim.CreateGroup("Contested crew", user);
        ScimResponse[] responses = await Gate.Together(Many, i => api.Put($"/sites/{site}/permissions/{group}", new { role = Roles[i % 4] }));
        Assert.All(responses, r => r.Expect(204));
        Assert.Equal((await api.PermissionsOn(site)).Single().Value, await api.RoleOn(site, user));
    }

    [Fact]
    public async Task Delete_OfAGroupWhileSitesPermitIt_LeavesNoPermission()
    {
        WorkplaceClient api = await Tenant.Workplace();
        string[] sites = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => api.CreateSite($"Vanishing {i}")));
        for (int round = 0; round < 5; round++)
        {
            string group = await Tenant.Scim.CreateGroup($"Vanishing crew {round}");
            ScimResponse[] responses = await Gate.Together(sites.Length + 1, i => i == sites.Length / 2
                ? Tenant.Scim.Delete($"/Groups/{group}")
                : api.Put($"/sites/{sites[i < sites.Length / 2 ? i : i - 1]}/permissions/{group}", new { role = "Viewer" }));
            Assert.All(responses, r => r.Expect(204, 404));
            foreach (string site in sites) Assert.DoesNotContain(group, (await api.PermissionsOn(site)).Keys);
        }
    }

    [Fact]
    public async Task Settings_TakingARoleAwayWhileSitesGiveIt_NeverLeaveARoleThatIsNone()
    {
        TestTenant tenant = await fixture.Server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        for (int round = 0; round < 6; round++)
        {
            await fixture.Server.Operator.ChangeSettings(tenant.Id, new { roles = Roles });
            string site = await api.CreateSite($"Home {round}");
            string[] groups = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => tenant.Scim.CreateGroup($"Crew {round} {i}")));
            ScimResponse[] responses = await Gate.Together(groups.Length + 1, i => i == round * 2
                ? fixture.Server.Operator.Send("PATCH", $"/tenants/{tenant.Id}/settings", new { roles = new[] { "Viewer" } })
                : api.Put($"/sites/{site}/permissions/{groups[i < round * 2 ? i : i - 1]}", new { role = "Editor" }));
            ScimResponse settings = responses[round * 2].Expect(200, 409);
            Assert.All(responses.Where(r => r != settings), r => r.Expect(204, 400));
            Dictionary<string, string> permissions = await api.PermissionsOn(site);
            if (settings.Status == 200) Assert.Empty(permissions);
            else Assert.NotEmpty(permissions);
            (await api.Delete($"/sites/{site}")).Expect(204);
        }
    }
}
