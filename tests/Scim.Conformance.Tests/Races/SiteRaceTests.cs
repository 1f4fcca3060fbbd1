using Scim.Conformance.Tests.Fixtures;
using Scim.Conformance.Tests.Workplace;
using Scim.Testing.Server.Workplace;

namespace Scim.Conformance.Tests.Races;

/// <summary>Concurrent changes to sites, roles and permissions.</summary>
public sealed class SiteRaceTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private const int RequestCount = 64;

    private static readonly string[] Roles = ["Viewer", "Contributor", "Editor", "Administrator"];

    private TestTenant Tenant => fixture.Tenant;

    [Fact]
    public async Task Create_OfOneNameConcurrently_CreatesOneSite()
    {
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync();
        for (int round = 0; round < 3; round++)
        {
            ScimResponse[] responses = await ConcurrentSender.SendAllAsync(
                32,
                i => api.PostAsync("/sites", new { name = i % 2 == 0 ? $"Race {round}" : $" RACE {round} " })
            );
            Assert.Single(responses, r => r.Status == 201);
            Assert.All(responses, r => r.AssertStatus(201, 409));
            string site = responses.Single(r => r.Status == 201).Id;
            Assert.Equal(
                [site],
                (await api.GetAsync("/sites?count=1000"))
                    .GetTexts("/sites", "/id")
                    .Where(id => responses.Any(r => r.Status == 201 && r.Id == id))
            );

            // The rejected requests left no reservation of the name.
            (await api.DeleteAsync($"/sites/{site}")).AssertStatus(204);
            await api.CreateSiteAsync($"race {round}");
        }
    }

    [Fact]
    public async Task Rename_OfManySitesToOneNameConcurrently_SucceedsOnce()
    {
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync();
        string[] sites = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => api.CreateSiteAsync($"Renamed {i}")));
        ScimResponse[] responses = await ConcurrentSender.SendAllAsync(
            sites.Length,
            i => api.PatchAsync($"/sites/{sites[i]}", new { name = "The chosen one" })
        );
        Assert.Single(responses, r => r.Status == 200);
        Assert.All(responses, r => r.AssertStatus(200, 409));
        foreach ((string site, ScimResponse response) in sites.Zip(responses))
            Assert.Equal(
                response.Status == 200,
                (await api.GetAsync($"/sites/{site}")).AssertStatus(200).GetText("/name") == "The chosen one"
            );
    }

    [Fact]
    public async Task Grant_ToManyGroupsConcurrently_KeepsAllRoles()
    {
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync();
        string site = await api.CreateSiteAsync("Crowded");
        string[] groups = await Task.WhenAll(
            Enumerable.Range(0, RequestCount).Select(i => Tenant.Scim.CreateGroupAsync($"Crowd {i}"))
        );
        ScimResponse[] responses = await ConcurrentSender.SendAllAsync(
            RequestCount,
            i => api.PutAsync($"/sites/{site}/permissions/{groups[i]}", new { role = Roles[i % 4] })
        );
        Assert.All(responses, r => r.AssertStatus(204));
        Assert.Equal(
            groups.Select((g, i) => (g, Roles[i % 4])).Order(),
            (await api.ReadPermissionsAsync(site)).Select(p => (p.Key, p.Value)).Order()
        );

        // Removes half of the permissions while the other half changes.
        responses = await ConcurrentSender.SendAllAsync(
            RequestCount,
            i =>
                i % 2 == 0
                    ? api.DeleteAsync($"/sites/{site}/permissions/{groups[i]}")
                    : api.PutAsync($"/sites/{site}/permissions/{groups[i]}", new { role = "Editor" })
        );
        Assert.All(responses, r => r.AssertStatus(204));
        Assert.Equal(
            groups.Where((_, i) => i % 2 == 1).Select(g => (g, "Editor")).Order(),
            (await api.ReadPermissionsAsync(site)).Select(p => (p.Key, p.Value)).Order()
        );
    }

    [Fact]
    public async Task Grant_ToOneGroupConcurrently_LeavesOneRole()
    {
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync();
        string site = await api.CreateSiteAsync("Contested"),
            user = await Tenant.Scim.CreateUserAsync("contested"),
            group = await Tenant.Scim.CreateGroupAsync("Contested crew", user);
        ScimResponse[] responses = await ConcurrentSender.SendAllAsync(
            RequestCount,
            i => api.PutAsync($"/sites/{site}/permissions/{group}", new { role = Roles[i % 4] })
        );
        Assert.All(responses, r => r.AssertStatus(204));
        Assert.Equal((await api.ReadPermissionsAsync(site)).Single().Value, await api.ReadRoleAsync(site, user));
    }

    [Fact]
    public async Task Delete_OfGroupDuringGrants_LeavesNoPermission()
    {
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync();
        string[] sites = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => api.CreateSiteAsync($"Vanishing {i}")));
        for (int round = 0; round < 5; round++)
        {
            string group = await Tenant.Scim.CreateGroupAsync($"Vanishing crew {round}");
            ScimResponse[] responses = await ConcurrentSender.SendAllAsync(
                sites.Length + 1,
                i =>
                    i == sites.Length / 2
                        ? Tenant.Scim.DeleteAsync($"/Groups/{group}")
                        : api.PutAsync(
                            $"/sites/{sites[i < sites.Length / 2 ? i : i - 1]}/permissions/{group}",
                            new { role = "Viewer" }
                        )
            );
            Assert.All(responses, r => r.AssertStatus(204, 404));
            foreach (string site in sites)
                Assert.DoesNotContain(group, (await api.ReadPermissionsAsync(site)).Keys);
        }
    }

    [Fact]
    public async Task Settings_RemovingRoleDuringGrants_NeverLeaveUnknownRole()
    {
        TestTenant tenant = await fixture.Server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        for (int round = 0; round < 6; round++)
        {
            await fixture.Server.Operator.ChangeSettingsAsync(tenant.Id, new { roles = Roles });
            string site = await api.CreateSiteAsync($"Home {round}");
            string[] groups = await Task.WhenAll(
                Enumerable.Range(0, 12).Select(i => tenant.Scim.CreateGroupAsync($"Crew {round} {i}"))
            );
            ScimResponse[] responses = await ConcurrentSender.SendAllAsync(
                groups.Length + 1,
                i =>
                    i == round * 2
                        ? fixture.Server.Operator.SendRequestAsync(
                            "PATCH",
                            $"/tenants/{tenant.Id}/settings",
                            new { roles = new[] { "Viewer" } }
                        )
                        : api.PutAsync(
                            $"/sites/{site}/permissions/{groups[i < round * 2 ? i : i - 1]}",
                            new { role = "Editor" }
                        )
            );
            ScimResponse settings = responses[round * 2].AssertStatus(200, 409);
            Assert.All(responses.Where(r => r != settings), r => r.AssertStatus(204, 400));
            Dictionary<string, string> permissions = await api.ReadPermissionsAsync(site);
            if (settings.Status == 200)
                Assert.Empty(permissions);
            else
                Assert.NotEmpty(permissions);
            (await api.DeleteAsync($"/sites/{site}")).AssertStatus(204);
        }
    }
}
