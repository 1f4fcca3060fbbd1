namespace Scim.Conformance.Tests.Workplace;

/// <summary>Who may do what where: the strongest role of the live groups that a user is in, as of the last commit.</summary>
public sealed class AccessTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private TestTenant Tenant => fixture.Tenant;

    private ScimClient Scim => Tenant.Scim;

    [Fact]
    public async Task Access_ThroughDirectAndNestedGroups_IsTheStrongestRole()
    {
        WorkplaceClient api = await Tenant.Workplace();
        string site = await api.CreateSite("Strong"), user = await Scim.CreateUser("strong");
        string inner = await Scim.CreateGroup("Strong inner", user), outer = await Scim.CreateGroup("Strong outer", inner), direct = await Scim.CreateGroup("Strong direct", user);
        Assert.Null(await api.RoleOn(site, user));
        Assert.Empty(await api.SitesOf(user));

        await api.Permit(site, inner, "Viewer");
        Assert.Equal("Viewer", await api.RoleOn(site, user));
        await api.Permit(site, outer, "Administrator");
        Assert.Equal("Administrator", await api.RoleOn(site, user));
        await api.Permit(site, direct, "Contributor");
        Assert.Equal("Administrator", await api.RoleOn(site, user));
        Assert.Equal(["Strong: Administrator"], await api.SitesOf(user));

        // Each change holds with its answer.
        (await Scim.Patch($"/Groups/{outer}", Bodies.Patch(Bodies.Remove($"members[value eq \"{inner}\"]")))).Expect(200, 204);
        Assert.Equal("Contributor", await api.RoleOn(site, user));
        (await Scim.Patch($"/Groups/{direct}", Bodies.Patch(Bodies.Remove($"members[value eq \"{user}\"]")))).Expect(200, 204);
        Assert.Equal("Viewer", await api.RoleOn(site, user));
        (await api.Delete($"/sites/{site}/permissions/{inner}")).Expect(204);
        Assert.Null(await api.RoleOn(site, user));
        (await Scim.Patch($"/Groups/{outer}", Bodies.Patch(Bodies.Add("members", Bodies.Members(user))))).Expect(200, 204);
        Assert.Equal("Administrator", await api.RoleOn(site, user));
    }

    [Fact]
    public async Task Access_OfAnInactiveUser_IsNoneUntilHeIsActiveAgain()
    {
        WorkplaceClient api = await Tenant.Workplace();
        string site = await api.CreateSite("Left"), user = await Scim.CreateUser("left"), group = await Scim.CreateGroup("Left crew", user);
        await api.Permit(site, group, "Editor");
        (await Scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Replace("active", false)))).Expect(200, 204);
        Assert.Null(await api.RoleOn(site, user));
        Assert.Empty(await api.SitesOf(user));
        Assert.Equal([user], await Scim.MembersOf(group));

        (await Scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Replace("active", true)))).Expect(200, 204);
        Assert.Equal("Editor", await api.RoleOn(site, user));

        (await Scim.Delete($"/Users/{user}")).Expect(204);
        (await api.Get($"/sites/{site}/access/{user}")).Expect(404);
        (await api.Get($"/users/{user}/sites")).Expect(404);
    }

    [Fact]
    public async Task Group_Deleted_TakesItsPermissionsAlongAndNoUser()
    {
        WorkplaceClient api = await Tenant.Workplace();
        string site = await api.CreateSite("Dissolved"), user = await Scim.CreateUser("dissolved"), group = await Scim.CreateGroup("Dissolved crew", user);
        await api.Permit(site, group, "Editor");
        (await Scim.Delete($"/Groups/{group}")).Expect(204);
        Assert.Null(await api.RoleOn(site, user));
        Assert.Empty(await api.PermissionsOn(site));
        (await Scim.Get($"/Users/{user}")).Expect(200);

        // A new group has no permissions, whatever its name.
        string again = await Scim.CreateGroup("Dissolved crew", user);
        Assert.Empty(await api.PermissionsOn(site));
        Assert.Null(await api.RoleOn(site, user));
        await api.Permit(site, again, "Viewer");
        Assert.Equal("Viewer", await api.RoleOn(site, user));
    }

    [Fact]
    public async Task Access_OfWhatDoesNotExist_Is404AndOfADeletedSiteToo()
    {
        WorkplaceClient api = await Tenant.Workplace();
        string site = await api.CreateSite("Closed"), user = await Scim.CreateUser("closed"), group = await Scim.CreateGroup("Closed crew", user);
        string nobody = Guid.CreateVersion7().ToString();
        await api.Permit(site, group, "Editor");
        foreach (string path in new[] { $"/sites/{nobody}/access/{user}", $"/sites/{site}/access/{nobody}", $"/sites/{site}/access/{group}", $"/sites/x/access/{user}", $"/users/{nobody}/sites", "/users/x/sites" })
            (await api.Get(path)).Expect(404);
        (await api.Delete($"/sites/{site}")).Expect(204);
        (await api.Get($"/sites/{site}/access/{user}")).Expect(404);
        Assert.Empty(await api.SitesOf(user));
    }

    [Fact]
    public async Task SitesOf_AUserWithMany_ArePagedByName()
    {
        WorkplaceClient api = await Tenant.Workplace();
        string user = await Scim.CreateUser("traveller"), group = await Scim.CreateGroup("Travellers", user);
        foreach (string name in new[] { "Trip c", "Trip A", "Trip b" }) await api.Permit(await api.CreateSite(name), group, "Viewer");
        ScimResponse first = (await api.Get($"/users/{user}/sites?count=2")).Expect(200);
        Assert.Equal(["Trip A", "Trip b"], first.Each("/sites", "/name"));
        ScimResponse last = (await api.Get($"/users/{user}/sites?count=2&after={first.Text("/next")}")).Expect(200);
        Assert.Equal(["Trip c"], last.Each("/sites", "/name"));
        Assert.Null(last.At("/next").GetString());
    }
}
