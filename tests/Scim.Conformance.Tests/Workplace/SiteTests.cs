namespace Scim.Conformance.Tests.Workplace;

/// <summary>Sites: made, named, listed, deleted, and who has which role there.</summary>
public sealed class SiteTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private TestTenant Tenant => fixture.Tenant;

    [Fact]
    public async Task Site_FromCreationToDeletion_IsWhatWasAnswered()
    {
        WorkplaceClient api = await Tenant.Workplace();
        ScimResponse created = (await api.Post("/sites", new { name = " Home " })).Expect(201);
        string site = created.Id;
        Assert.Equal("Home", created.Text("/name"));
        Assert.EndsWith($"/tenants/{Tenant.Id}/api/sites/{site}", created.Header("Location"), StringComparison.Ordinal);
        Assert.Equal("Home", (await api.Get($"/sites/{site}")).Expect(200).Text("/name"));

        Assert.Equal("House", (await api.Patch($"/sites/{site}", new { name = "House" })).Expect(200).Text("/name"));
        Assert.Equal("HOUSE", (await api.Patch($"/sites/{site}", new { name = "HOUSE" })).Expect(200).Text("/name"));
        Assert.Contains("HOUSE", (await api.Get("/sites")).Expect(200).Each("/sites", "/name"));

        (await api.Delete($"/sites/{site}")).Expect(204);
        (await api.Get($"/sites/{site}")).Expect(404);
        (await api.Delete($"/sites/{site}")).Expect(404);
        (await api.Patch($"/sites/{site}", new { name = "Again" })).Expect(404);
        await api.CreateSite("house");
    }

    [Fact]
    public async Task Name_OfAnotherSite_Is409WhateverItsCase()
    {
        WorkplaceClient api = await Tenant.Workplace();
        await api.CreateSite("École");
        string other = await api.CreateSite("Another");
        Assert.Contains("name", (await api.Post("/sites", new { name = "  ÉCOLE" })).Expect(409).Text("/detail"), StringComparison.Ordinal);
        (await api.Patch($"/sites/{other}", new { name = "école" })).Expect(409);
        Assert.Equal("Another", (await api.Get($"/sites/{other}")).Expect(200).Text("/name"));
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
    public async Task Create_WithABodyThatIsWrong_Is400AndMakesNothing(string body)
    {
        TestTenant tenant = await fixture.Server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        (await api.Post("/sites", body)).Expect(400);
        Assert.Empty((await api.Get("/sites")).Expect(200).Each("/sites", "/id"));
    }

    [Fact]
    public async Task Name_AtItsLimit_IsTakenAndBeyondItIsNot()
    {
        WorkplaceClient api = await Tenant.Workplace();
        await api.CreateSite(new string('n', 200));
        Assert.Contains("200", (await api.Post("/sites", new { name = new string('n', 201) })).Expect(400).Text("/detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_PageByPage_ShowsEachOnceInOrder()
    {
        TestTenant tenant = await fixture.Server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        string[] names = [.. Enumerable.Range(0, 25).Select(i => $"Site {i:00}")];
        foreach (string name in names.Reverse()) await api.CreateSite(name);
        var seen = new List<string>();
        string? next = null;
        do
        {
            ScimResponse page = (await api.Get($"/sites?count=10{(next is null ? "" : $"&after={next}")}")).Expect(200);
            seen.AddRange(page.Each("/sites", "/name"));
            next = page.At("/next").GetString();
        }
        while (next is not null);
        Assert.Equal(names, seen);
    }

    [Theory]
    [InlineData("count=0")]
    [InlineData("count=1001")]
    [InlineData("count=-1")]
    [InlineData("count=many")]
    [InlineData("after=%25%25")]
    public async Task List_WithAParameterThatIsWrong_Is400(string query)
    {
        WorkplaceClient api = await Tenant.Workplace();
        (await api.Get($"/sites?{query}")).Expect(400);
        (await api.Get("/sites?count=1000")).Expect(200);
        (await api.Get("/sites?count=1")).Expect(200);
    }

    [Fact]
    public async Task Permissions_SetChangedAndTaken_AreListed()
    {
        WorkplaceClient api = await Tenant.Workplace();
        string site = await api.CreateSite("Permitted");
        string crew = await Tenant.Scim.CreateGroup("Permitted crew"), staff = await Tenant.Scim.CreateGroup("Permitted staff");
        await api.Permit(site, crew, "viewer");
        await api.Permit(site, staff, "Administrator");
        await api.Permit(site, crew, "Editor");
        await api.Permit(site, crew, "Editor");
        Assert.Equal(new Dictionary<string, string> { [crew] = "Editor", [staff] = "Administrator" }, await api.PermissionsOn(site));
        Assert.Contains("Permitted crew", (await api.Get($"/sites/{site}/permissions")).Each("/permissions", "/groupName"));

        (await api.Delete($"/sites/{site}/permissions/{crew}")).Expect(204);
        (await api.Delete($"/sites/{site}/permissions/{crew}")).Expect(204);
        Assert.Equal([staff], (await api.PermissionsOn(site)).Keys);
        (await api.Delete($"/sites/{site}")).Expect(204);
        (await api.Get($"/sites/{site}/permissions")).Expect(404);
        (await api.Put($"/sites/{site}/permissions/{crew}", new { role = "Viewer" })).Expect(404);
    }

    [Fact]
    public async Task Permit_OfWhatDoesNotExist_Is404AndOfAnUnknownRole400()
    {
        WorkplaceClient api = await Tenant.Workplace();
        string site = await api.CreateSite("Strict"), group = await Tenant.Scim.CreateGroup("Strict crew"), user = await Tenant.Scim.CreateUser("strict.user");
        string nobody = Guid.CreateVersion7().ToString();
        foreach (string id in new[] { user, nobody, "x", "..%2F" })
        {
            (await api.Put($"/sites/{site}/permissions/{id}", new { role = "Viewer" })).Expect(404);
            (await api.Delete($"/sites/{site}/permissions/{id}")).Expect(404);
        }

        (await api.Put($"/sites/{nobody}/permissions/{group}", new { role = "Viewer" })).Expect(404);
        (await api.Get($"/sites/{nobody}/permissions")).Expect(404);
        foreach (string body in new[] { """{"role":"Owner"}""", """{"role":""}""", """{"role":null}""", "{}" })
            Assert.Contains("Viewer, Contributor, Editor, Administrator", (await api.Put($"/sites/{site}/permissions/{group}", body)).Expect(400).Text("/detail"), StringComparison.Ordinal);
        Assert.Empty(await api.PermissionsOn(site));
    }

    [Fact]
    public async Task Sites_OfAnotherTenant_AreNotThere()
    {
        TestTenant other = await fixture.Server.Operator.NewTenant();
        WorkplaceClient api = await Tenant.Workplace(), stranger = await other.Workplace();
        string site = await api.CreateSite("Ours"), group = await Tenant.Scim.CreateGroup("Our crew"), user = await Tenant.Scim.CreateUser("our.user");
        string theirs = await stranger.CreateSite("Ours"), theirGroup = await other.Scim.CreateGroup("Our crew");

        (await stranger.Get($"/sites/{site}")).Expect(404);
        (await stranger.Patch($"/sites/{site}", new { name = "Stolen" })).Expect(404);
        (await stranger.Delete($"/sites/{site}")).Expect(404);
        (await stranger.Get($"/sites/{site}/permissions")).Expect(404);
        (await stranger.Put($"/sites/{site}/permissions/{theirGroup}", new { role = "Viewer" })).Expect(404);
        (await stranger.Put($"/sites/{theirs}/permissions/{group}", new { role = "Viewer" })).Expect(404);
        (await stranger.Get($"/sites/{theirs}/access/{user}")).Expect(404);
        (await stranger.Get($"/users/{user}/sites")).Expect(404);
        Assert.Equal([theirs], (await stranger.Get("/sites")).Each("/sites", "/id"));
        Assert.Equal("Ours", (await api.Get($"/sites/{site}")).Expect(200).Text("/name"));
        Assert.Empty(await api.PermissionsOn(site));
    }

    [Fact]
    public async Task Operations_WithoutTheirScope_AreRefused()
    {
        WorkplaceClient api = await Tenant.Workplace();
        string site = await api.CreateSite("Scoped"), group = await Tenant.Scim.CreateGroup("Scoped crew");
        WorkplaceClient reader = api.WithToken((await fixture.Server.Operator.IssueToken(Tenant.Id, "reader", ["workplace:read"])).Token);
        (await reader.Get($"/sites/{site}")).Expect(200);
        (await reader.Post("/sites", new { name = "No" })).Expect(403);
        (await reader.Patch($"/sites/{site}", new { name = "No" })).Expect(403);
        (await reader.Put($"/sites/{site}/permissions/{group}", new { role = "Viewer" })).Expect(403);
        (await reader.Delete($"/sites/{site}")).Expect(403);
        (await api.WithToken(Tenant.Token).Get("/sites")).Expect(403);
    }

    [Fact]
    public async Task DeletedTenant_MadeAgain_HasNoSites()
    {
        TestTenant tenant = await fixture.Server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        string site = await api.CreateSite("Home");
        await api.Permit(site, await tenant.Scim.CreateGroup("Crew"), "Viewer");
        (await tenant.Operator.Send("PATCH", $"/tenants/{tenant.Id}/settings", new { roles = new[] { "Viewer", "Owner" } })).Expect(200);
        (await tenant.Operator.Send("DELETE", $"/tenants/{tenant.Id}")).Expect(204);

        TestTenant again = await fixture.Server.Operator.NewTenant(tenant.Id);
        api = await again.Workplace();
        Assert.Empty((await api.Get("/sites")).Expect(200).Each("/sites", "/id"));
        (await api.Get($"/sites/{site}")).Expect(404);
        await api.Permit(await api.CreateSite("Home"), await again.Scim.CreateGroup("Crew"), "Administrator");
    }
}
