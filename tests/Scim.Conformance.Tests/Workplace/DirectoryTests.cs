namespace Scim.Conformance.Tests.Workplace;

/// <summary>Who is found by what, as of the last commit.</summary>
public sealed class DirectoryTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private TestTenant Tenant => fixture.Tenant;

    private ScimClient Scim => Tenant.Scim;

    [Fact]
    public async Task Search_ByNameAddressAndTitle_FindsUsersAndGroups()
    {
        WorkplaceClient api = await Tenant.Workplace();
        string ada = await Scim.CreateUser("ada.lovelace@found.example", new
        {
            displayName = "Ada Lovelace",
            name = new { givenName = "Ada", familyName = "Lovelace" },
            title = "Countess of Numbers",
            emails = new object[] { new { value = "ada@home.example", type = "home" }, new { value = "ada@work.example", type = "work", primary = true } },
            externalId = "x-ada",
        });
        string group = await Scim.CreateGroup("Friends of Ada", ada);

        foreach (string q in new[] { "ada", "LOVE", "lovelace ada", "ada.lovelace@found", "ada@work.example", "countess", "numb" })
            Assert.Equal([ada], await Users(api, q));
        ScimResponse found = await Search(api, "ada");
        Assert.Equal([group], found.Each("/groups", "/id"));
        Assert.Equal("Friends of Ada", found.Text("/groups/0/displayName"));
        Assert.Equal("Ada Lovelace", found.Text("/users/0/displayName"));
        Assert.Equal("ada@work.example", found.Text("/users/0/email"));
        Assert.Equal("Countess of Numbers", found.Text("/users/0/title"));
        Assert.True(found.At("/users/0/active").GetBoolean());
        Assert.Empty(await Users(api, "ada nobody"));
        Assert.Empty(await Users(api, "velace"));
    }

    [Fact]
    public async Task Search_WithOtherCaseAndAccents_FindsTheSame()
    {
        WorkplaceClient api = await Tenant.Workplace();
        string user = await Scim.CreateUser("accents", new { displayName = "Zoë Ødegård-Łukasz" });
        foreach (string q in new[] { "zoe", "ZOË", "odegard", "Ødegård", "lukasz", "łuk", "zoé" }) Assert.Equal([user], await Users(api, q));
    }

    [Fact]
    public async Task Search_AfterEachChange_ShowsWhatIs()
    {
        WorkplaceClient api = await Tenant.Workplace();
        string user = await Scim.CreateUser("mutable.one", new { displayName = "Before" });
        Assert.Equal([user], await Users(api, "before"));
        (await Scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Replace("displayName", "Afterwards")))).Expect(200, 204);
        Assert.Empty(await Users(api, "before"));
        Assert.Equal([user], await Users(api, "afterw"));

        (await Scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Replace("active", false)))).Expect(200, 204);
        Assert.Empty(await Users(api, "afterwards"));
        Assert.False((await api.Get($"/users/{user}")).Expect(200).At("/active").GetBoolean());
        (await Scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Replace("active", true)))).Expect(200, 204);
        Assert.Equal([user], await Users(api, "afterwards"));

        (await Scim.Delete($"/Users/{user}")).Expect(204);
        Assert.Empty(await Users(api, "afterwards"));
        (await api.Get($"/users/{user}")).Expect(404);
    }

    [Fact]
    public async Task Search_OfWhatDatabasesCallSyntax_IsAboutWordsOnly()
    {
        WorkplaceClient api = await Tenant.Workplace();
        string user = await Scim.CreateUser("syntax", new { displayName = "Robert Tables" });
        foreach (string q in new[] { "\"robert\"", "robert*", "'robert", "robert;", "(robert)", "^robert", "robert:*", "{robert}", "%robert%", "robert\\" }) Assert.Equal([user], await Users(api, q));
        foreach (string q in new[] { "robert AND nobody", "robert OR nobody", "NOT robert", "\"", "*", "%", "''", "\u0001" }) Assert.Empty(await Users(api, q));
    }

    [Fact]
    public async Task Search_AtItsLimits_IsAnsweredAndBeyondThemIs400()
    {
        WorkplaceClient api = await Tenant.Workplace();
        await Search(api, new string('x', 200));
        await Search(api, "a1 b1 c1 d1 e1 f1 g1 h1");
        (await api.Get($"/directory?q={new string('x', 201)}")).Expect(400);
        (await api.Get("/directory?q=a1+b1+c1+d1+e1+f1+g1+h1+i1")).Expect(400);
        (await api.Get("/directory")).Expect(400);
        (await api.Get("/directory?q=")).Expect(400);
        (await api.Get("/directory?q=a&count=1")).Expect(200);
        (await api.Get("/directory?q=a&count=100")).Expect(200);
        foreach (string count in new[] { "0", "101", "-1", "x" }) (await api.Get($"/directory?q=a&count={count}")).Expect(400);
    }

    [Fact]
    public async Task Search_WithACount_ReturnsNoMore()
    {
        WorkplaceClient api = await Tenant.Workplace();
        for (int i = 0; i < 5; i++)
        {
            await Scim.CreateUser($"counted.{i}", new { displayName = $"Counted {i}" });
            await Scim.CreateGroup($"Counted {i}");
        }

        ScimResponse found = await Search(api, "counted", "&count=3");
        Assert.Equal(["Counted 0", "Counted 1", "Counted 2"], found.Each("/users", "/displayName"));
        Assert.Equal(["Counted 0", "Counted 1", "Counted 2"], found.Each("/groups", "/displayName"));
    }

    [Fact]
    public async Task Search_AndProfiles_NeverCrossTenants()
    {
        TestTenant other = await fixture.Server.Operator.NewTenant();
        string theirs = await other.Scim.CreateUser("stranger", new { displayName = "Stranger" }), theirGroup = await other.Scim.CreateGroup("Stranger things");
        WorkplaceClient api = await Tenant.Workplace();
        Assert.Empty(await Users(api, "stranger"));
        Assert.Empty((await Search(api, "stranger")).Each("/groups", "/id"));
        (await api.Get($"/users/{theirs}")).Expect(404);
        (await api.Get($"/groups/{theirGroup}")).Expect(404);
        Assert.Equal([theirs], await Users(await other.Workplace(), "stranger"));
    }

    [Fact]
    public async Task Profiles_OfUsersAndGroups_AreShown()
    {
        WorkplaceClient api = await Tenant.Workplace();
        string user = await Scim.CreateUser("plain.profile", new { name = new { givenName = "Plain", familyName = "Profile" }, emails = new[] { new { value = "p@p.example" } }, externalId = "x-1" });
        ScimResponse shown = (await api.Get($"/users/{user}")).Expect(200);
        Assert.Equal((user, "plain.profile", "Plain Profile", "p@p.example", "x-1"), (shown.Id, shown.Text("/userName"), shown.Text("/displayName"), shown.Text("/email"), shown.Text("/externalId")));
        Assert.Equal("bare.profile", (await api.Get($"/users/{await Scim.CreateUser("bare.profile")}")).Expect(200).Text("/displayName"));

        string group = await Scim.CreateGroup("Profiled");
        Assert.Equal("Profiled", (await api.Get($"/groups/{group}")).Expect(200).Text("/displayName"));
        foreach (string path in new[] { $"/users/{group}", $"/groups/{user}", "/users/x", "/groups/x", $"/users/{Guid.CreateVersion7()}" }) (await api.Get(path)).Expect(404);
    }

    private static async Task<ScimResponse> Search(WorkplaceClient api, string q, string more = "") =>
        (await api.Get($"/directory?q={Uri.EscapeDataString(q)}{more}")).Expect(200);

    private static async Task<IReadOnlyList<string>> Users(WorkplaceClient api, string q) => (await Search(api, q)).Each("/users", "/id");
}
