using Scim.Conformance.Tests.Fixtures;
using Scim.Testing.Server.Workplace;

namespace Scim.Conformance.Tests.Workplace;

/// <summary>Sites: created, renamed, listed and deleted, and the permissions on them.</summary>
public sealed class SiteTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private TestTenant Tenant => fixture.Tenant;

    [Fact]
    public async Task Site_FromCreationToDeletion_MatchesResponses()
    {
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync();
        ScimResponse created = (await api.PostAsync("/sites", new { name = " Home " })).AssertStatus(201);
        string site = created.Id;
        Assert.Equal("Home", created.GetText("/name"));
        Assert.EndsWith(
            $"/tenants/{Tenant.Id}/api/sites/{site}",
            created.GetHeader("Location"),
            StringComparison.Ordinal
        );
        Assert.Equal("Home", (await api.GetAsync($"/sites/{site}")).AssertStatus(200).GetText("/name"));

        Assert.Equal(
            "House",
            (await api.PatchAsync($"/sites/{site}", new { name = "House" })).AssertStatus(200).GetText("/name")
        );
        Assert.Equal(
            "HOUSE",
            (await api.PatchAsync($"/sites/{site}", new { name = "HOUSE" })).AssertStatus(200).GetText("/name")
        );
        Assert.Contains("HOUSE", (await api.GetAsync("/sites")).AssertStatus(200).GetTexts("/sites", "/name"));

        (await api.DeleteAsync($"/sites/{site}")).AssertStatus(204);
        (await api.GetAsync($"/sites/{site}")).AssertStatus(404);
        (await api.DeleteAsync($"/sites/{site}")).AssertStatus(404);
        (await api.PatchAsync($"/sites/{site}", new { name = "Again" })).AssertStatus(404);
        await api.CreateSiteAsync("house");
    }

    [Fact]
    public async Task Name_OfAnotherSite_Is409InAnyCase()
    {
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync();
        await api.CreateSiteAsync("École");
        string other = await api.CreateSiteAsync("Another");
        Assert.Contains(
            "name",
            (await api.PostAsync("/sites", new { name = "  ÉCOLE" })).AssertStatus(409).GetText("/detail"),
            StringComparison.Ordinal
        );
        (await api.PatchAsync($"/sites/{other}", new { name = "école" })).AssertStatus(409);
        Assert.Equal("Another", (await api.GetAsync($"/sites/{other}")).AssertStatus(200).GetText("/name"));
    }

    [Theory]
    [InlineData("""{"name":""}""")]
    [InlineData("""{"name":"   "}""")]
    [InlineData("""{"name":null}""")]
    [InlineData("""{"name":7}""")]
    [InlineData("""{"name":"a\u0001b"}""")]
    [InlineData("""{"name":"a","title":"b"}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task Create_WithInvalidBody_Is400AndCreatesNothing(string body)
    {
        TestTenant tenant = await fixture.Server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        (await api.PostAsync("/sites", body)).AssertStatus(400);
        Assert.Empty((await api.GetAsync("/sites")).AssertStatus(200).GetTexts("/sites", "/id"));
    }

    [Fact]
    public async Task Name_AtMaximumLength_IsAcceptedAndLongerIsRejected()
    {
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync();
        await api.CreateSiteAsync(new string('n', 200));
        Assert.Contains(
            "200",
            (await api.PostAsync("/sites", new { name = new string('n', 201) })).AssertStatus(400).GetText("/detail"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task List_PageByPage_ReturnsEachOnceInOrder()
    {
        TestTenant tenant = await fixture.Server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string[] names = [.. Enumerable.Range(0, 25).Select(i => $"Site {i:00}")];
        foreach (string name in names.Reverse())
            await api.CreateSiteAsync(name);
        var seen = new List<string>();
        string? next = null;
        do
        {
            ScimResponse page = (
                await api.GetAsync($"/sites?count=10{(next is null ? "" : $"&after={next}")}")
            ).AssertStatus(200);
            seen.AddRange(page.GetTexts("/sites", "/name"));
            next = page.GetElement("/next").GetString();
        } while (next is not null);
        Assert.Equal(names, seen);
    }

    [Theory]
    [InlineData("count=0")]
    [InlineData("count=1001")]
    [InlineData("count=-1")]
    [InlineData("count=many")]
    [InlineData("after=%25%25")]
    public async Task List_WithInvalidParameter_Is400(string query)
    {
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync();
        (await api.GetAsync($"/sites?{query}")).AssertStatus(400);
        (await api.GetAsync("/sites?count=1000")).AssertStatus(200);
        (await api.GetAsync("/sites?count=1")).AssertStatus(200);
    }

    [Fact]
    public async Task Permissions_SetChangedAndRemoved_AreListed()
    {
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync();
        string site = await api.CreateSiteAsync("Permitted");
        string crew = await Tenant.Scim.CreateGroupAsync("Permitted crew"),
            staff = await Tenant.Scim.CreateGroupAsync("Permitted staff");
        await api.SetPermissionAsync(site, crew, "viewer");
        await api.SetPermissionAsync(site, staff, "Administrator");
        await api.SetPermissionAsync(site, crew, "Editor");
        await api.SetPermissionAsync(site, crew, "Editor");
        Assert.Equal(
            new Dictionary<string, string> { [crew] = "Editor", [staff] = "Administrator" },
            await api.ReadPermissionsAsync(site)
        );
        Assert.Contains(
            "Permitted crew",
            (await api.GetAsync($"/sites/{site}/permissions")).GetTexts("/permissions", "/groupName")
        );

        (await api.DeleteAsync($"/sites/{site}/permissions/{crew}")).AssertStatus(204);
        (await api.DeleteAsync($"/sites/{site}/permissions/{crew}")).AssertStatus(204);
        Assert.Equal([staff], (await api.ReadPermissionsAsync(site)).Keys);
        (await api.DeleteAsync($"/sites/{site}")).AssertStatus(204);
        (await api.GetAsync($"/sites/{site}/permissions")).AssertStatus(404);
        (await api.PutAsync($"/sites/{site}/permissions/{crew}", new { role = "Viewer" })).AssertStatus(404);
    }

    [Fact]
    public async Task Grant_ToUnknownGroup_Is404AndOfUnknownRole400()
    {
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync();
        string site = await api.CreateSiteAsync("Strict"),
            group = await Tenant.Scim.CreateGroupAsync("Strict crew"),
            user = await Tenant.Scim.CreateUserAsync("strict.user");
        string unknownId = Guid.CreateVersion7().ToString();
        foreach (string id in new[] { user, unknownId, "x", "..%2F" })
        {
            (await api.PutAsync($"/sites/{site}/permissions/{id}", new { role = "Viewer" })).AssertStatus(404);
            (await api.DeleteAsync($"/sites/{site}/permissions/{id}")).AssertStatus(404);
        }

        (await api.PutAsync($"/sites/{unknownId}/permissions/{group}", new { role = "Viewer" })).AssertStatus(404);
        (await api.GetAsync($"/sites/{unknownId}/permissions")).AssertStatus(404);
        foreach (string body in new[] { """{"role":"Owner"}""", """{"role":""}""", """{"role":null}""", "{}" })
            Assert.Contains(
                "Viewer, Contributor, Editor, Administrator",
                (await api.PutAsync($"/sites/{site}/permissions/{group}", body)).AssertStatus(400).GetText("/detail"),
                StringComparison.Ordinal
            );
        Assert.Empty(await api.ReadPermissionsAsync(site));
    }

    [Fact]
    public async Task Sites_OfAnotherTenant_Are404()
    {
        TestTenant other = await fixture.Server.Operator.CreateTenantAsync();
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync(),
            otherApi = await other.CreateWorkplaceClientAsync();
        string site = await api.CreateSiteAsync("Ours"),
            group = await Tenant.Scim.CreateGroupAsync("Our crew"),
            user = await Tenant.Scim.CreateUserAsync("our.user");
        string theirs = await otherApi.CreateSiteAsync("Ours"),
            theirGroup = await other.Scim.CreateGroupAsync("Our crew");

        (await otherApi.GetAsync($"/sites/{site}")).AssertStatus(404);
        (await otherApi.PatchAsync($"/sites/{site}", new { name = "Stolen" })).AssertStatus(404);
        (await otherApi.DeleteAsync($"/sites/{site}")).AssertStatus(404);
        (await otherApi.GetAsync($"/sites/{site}/permissions")).AssertStatus(404);
        (await otherApi.PutAsync($"/sites/{site}/permissions/{theirGroup}", new { role = "Viewer" })).AssertStatus(404);
        (await otherApi.PutAsync($"/sites/{theirs}/permissions/{group}", new { role = "Viewer" })).AssertStatus(404);
        (await otherApi.GetAsync($"/sites/{theirs}/access/{user}")).AssertStatus(404);
        (await otherApi.GetAsync($"/users/{user}/sites")).AssertStatus(404);
        Assert.Equal([theirs], (await otherApi.GetAsync("/sites")).GetTexts("/sites", "/id"));
        Assert.Equal("Ours", (await api.GetAsync($"/sites/{site}")).AssertStatus(200).GetText("/name"));
        Assert.Empty(await api.ReadPermissionsAsync(site));
    }

    [Fact]
    public async Task Operations_WithoutRequiredScope_AreRejected()
    {
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync();
        string site = await api.CreateSiteAsync("Scoped"),
            group = await Tenant.Scim.CreateGroupAsync("Scoped crew");
        WorkplaceClient reader = api.WithToken(
            (await fixture.Server.Operator.IssueTokenAsync(Tenant.Id, "reader", ["workplace:read"])).Token
        );
        (await reader.GetAsync($"/sites/{site}")).AssertStatus(200);
        (await reader.PostAsync("/sites", new { name = "No" })).AssertStatus(403);
        (await reader.PatchAsync($"/sites/{site}", new { name = "No" })).AssertStatus(403);
        (await reader.PutAsync($"/sites/{site}/permissions/{group}", new { role = "Viewer" })).AssertStatus(403);
        (await reader.DeleteAsync($"/sites/{site}")).AssertStatus(403);
        (await api.WithToken(Tenant.Token).GetAsync("/sites")).AssertStatus(403);
    }

    [Fact]
    public async Task DeletedTenant_Recreated_HasNoSites()
    {
        TestTenant tenant = await fixture.Server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string site = await api.CreateSiteAsync("Home");
        await api.SetPermissionAsync(site, await tenant.Scim.CreateGroupAsync("Crew"), "Viewer");
        (
            await tenant.Operator.SendRequestAsync(
                "PATCH",
                $"/tenants/{tenant.Id}/settings",
                new { roles = new[] { "Viewer", "Owner" } }
            )
        ).AssertStatus(200);
        (await tenant.Operator.SendRequestAsync("DELETE", $"/tenants/{tenant.Id}")).AssertStatus(204);

        TestTenant again = await fixture.Server.Operator.CreateTenantAsync(tenant.Id);
        api = await again.CreateWorkplaceClientAsync();
        Assert.Empty((await api.GetAsync("/sites")).AssertStatus(200).GetTexts("/sites", "/id"));
        (await api.GetAsync($"/sites/{site}")).AssertStatus(404);
        await api.SetPermissionAsync(
            await api.CreateSiteAsync("Home"),
            await again.Scim.CreateGroupAsync("Crew"),
            "Administrator"
        );
    }
}
