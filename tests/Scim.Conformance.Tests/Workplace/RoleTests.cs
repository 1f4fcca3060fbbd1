namespace Scim.Conformance.Tests.Workplace;

/// <summary>A tenant's roles: its own, in its own order, and none removed that is in use.</summary>
public sealed class RoleTests(SharedServer server)
{
    [Fact]
    public async Task Roles_OfANewTenant_AreTheDefaultsWeakestFirst()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        ScimResponse roles = (await (await tenant.Workplace()).Get("/roles")).Expect(200);
        Assert.Equal(["Viewer", "Contributor", "Editor", "Administrator"], roles.At("/roles").EnumerateArray().Select(r => r.GetString()!));
    }

    [Fact]
    public async Task Roles_ChosenByTheTenant_DecideWhatIsStrongest()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        await server.Operator.ChangeSettings(tenant.Id, new { roles = new[] { "Guest", "Owner", "Viewer" } });
        string site = await api.CreateSite("Home"), user = await tenant.Scim.CreateUser("ada");
        await api.Permit(site, await tenant.Scim.CreateGroup("A", user), "Owner");
        await api.Permit(site, await tenant.Scim.CreateGroup("B", user), "Viewer");
        Assert.Equal("Viewer", await api.RoleOn(site, user));
        Assert.Equal(["Home: Viewer"], await api.SitesOf(user));

        await server.Operator.ChangeSettings(tenant.Id, new { roles = new[] { "Viewer", "Owner" } });
        Assert.Equal("Owner", await api.RoleOn(site, user));
        Assert.Equal(["Home: Owner"], await api.SitesOf(user));
        (await api.Put($"/sites/{site}/permissions/{await tenant.Scim.CreateGroup("C")}", new { role = "Guest" })).Expect(400);
    }

    [Fact]
    public async Task Role_InUse_CannotBeRemovedAndTheReasonIsGiven()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        string home = await api.CreateSite("Home"), away = await api.CreateSite("Away"), group = await tenant.Scim.CreateGroup("Crew");
        await api.Permit(home, group, "Editor");
        await api.Permit(away, group, "Editor");
        object without = new { roles = new[] { "Viewer", "Administrator" } };
        ScimResponse refused = (await server.Operator.Send("PATCH", $"/tenants/{tenant.Id}/settings", without)).Expect(409);
        Assert.Contains("'Editor' is what groups have on 2 sites", refused.Text("/detail"), StringComparison.Ordinal);
        Assert.Equal(4, (await server.Operator.Get($"/tenants/{tenant.Id}/settings")).At("/roles").GetArrayLength());

        (await api.Delete($"/sites/{away}")).Expect(204);
        (await server.Operator.Send("PATCH", $"/tenants/{tenant.Id}/settings", without)).Expect(409);
        await api.Permit(home, group, "Viewer");
        (await server.Operator.Send("PATCH", $"/tenants/{tenant.Id}/settings", without)).Expect(200);
    }

    [Theory]
    [InlineData("""{"roles":[]}""")]
    [InlineData("""{"roles":["A","a"]}""")]
    [InlineData("""{"roles":["A",null]}""")]
    [InlineData("""{"roles":"A"}""")]
    [InlineData("""{"roles":[7]}""")]
    public async Task Roles_ThatAreNoList_Are400AndChangeNothing(string patch)
    {
        TestTenant tenant = await server.Operator.NewTenant();
        Assert.Contains("roles", (await server.Operator.Send("PATCH", $"/tenants/{tenant.Id}/settings", patch)).Expect(400).Text("/detail"), StringComparison.Ordinal);
        Assert.Equal(4, (await server.Operator.Get($"/tenants/{tenant.Id}/settings")).At("/roles").GetArrayLength());
    }
}
