using Scim.Conformance.Tests.Fixtures;
using Scim.Testing.Server.Workplace;

namespace Scim.Conformance.Tests.Workplace;

/// <summary>A tenant's site roles: defined and ordered by the tenant; a role in use cannot be removed.</summary>
public sealed class SiteRoleTests(SharedServer server)
{
    [Fact]
    public async Task Roles_OfNewTenant_AreTheDefaultsInOrder()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        ScimResponse roles = (await (await tenant.CreateWorkplaceClientAsync()).GetAsync("/roles")).AssertStatus(200);
        Assert.Equal(
            ["Viewer", "Contributor", "Editor", "Administrator"],
            roles.GetElement("/roles").EnumerateArray().Select(r => r.GetString()!)
        );
    }

    [Fact]
    public async Task Roles_OrderedByTenant_DetermineStrongestRole()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        await server.Operator.ChangeSettingsAsync(tenant.Id, new { roles = new[] { "Guest", "Owner", "Viewer" } });
        string site = await api.CreateSiteAsync("Home"),
            user = await tenant.Scim.CreateUserAsync("ada");
        await api.SetPermissionAsync(site, await tenant.Scim.CreateGroupAsync("A", user), "Owner");
        await api.SetPermissionAsync(site, await tenant.Scim.CreateGroupAsync("B", user), "Viewer");
        Assert.Equal("Viewer", await api.ReadRoleAsync(site, user));
        Assert.Equal(["Home: Viewer"], await api.ReadSitesAsync(user));

        await server.Operator.ChangeSettingsAsync(tenant.Id, new { roles = new[] { "Viewer", "Owner" } });
        Assert.Equal("Owner", await api.ReadRoleAsync(site, user));
        Assert.Equal(["Home: Owner"], await api.ReadSitesAsync(user));
        (
            await api.PutAsync(
                $"/sites/{site}/permissions/{await tenant.Scim.CreateGroupAsync("C")}",
                new { role = "Guest" }
            )
        ).AssertStatus(400);
    }

    [Fact]
    public async Task Role_InUse_CannotBeRemovedAndReasonIsGiven()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string home = await api.CreateSiteAsync("Home"),
            away = await api.CreateSiteAsync("Away"),
            group = await tenant.Scim.CreateGroupAsync("Crew");
        await api.SetPermissionAsync(home, group, "Editor");
        await api.SetPermissionAsync(away, group, "Editor");
        object without = new { roles = new[] { "Viewer", "Administrator" } };
        ScimResponse refused = (
            await server.Operator.SendRequestAsync("PATCH", $"/tenants/{tenant.Id}/settings", without)
        ).AssertStatus(409);
        Assert.Contains(
            "'Editor' is granted to groups on 2 sites",
            refused.GetText("/detail"),
            StringComparison.Ordinal
        );
        Assert.Equal(
            4,
            (await server.Operator.GetAsync($"/tenants/{tenant.Id}/settings")).GetElement("/roles").GetArrayLength()
        );

        (await api.DeleteAsync($"/sites/{away}")).AssertStatus(204);
        (await server.Operator.SendRequestAsync("PATCH", $"/tenants/{tenant.Id}/settings", without)).AssertStatus(409);
        await api.SetPermissionAsync(home, group, "Viewer");
        (await server.Operator.SendRequestAsync("PATCH", $"/tenants/{tenant.Id}/settings", without)).AssertStatus(200);
    }

    [Theory]
    [InlineData("""{"roles":[]}""")]
    [InlineData("""{"roles":["A","a"]}""")]
    [InlineData("""{"roles":["A",null]}""")]
    [InlineData("""{"roles":"A"}""")]
    [InlineData("""{"roles":[7]}""")]
    public async Task Roles_NotAList_Are400AndChangeNothing(string patch)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        Assert.Contains(
            "roles",
            (await server.Operator.SendRequestAsync("PATCH", $"/tenants/{tenant.Id}/settings", patch))
                .AssertStatus(400)
                .GetText("/detail"),
            StringComparison.Ordinal
        );
        Assert.Equal(
            4,
            (await server.Operator.GetAsync($"/tenants/{tenant.Id}/settings")).GetElement("/roles").GetArrayLength()
        );
    }
}
