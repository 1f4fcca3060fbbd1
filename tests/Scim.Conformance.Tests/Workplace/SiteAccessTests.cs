using Scim.Conformance.Tests.Fixtures;
using Scim.Testing.Server.Workplace;

namespace Scim.Conformance.Tests.Workplace;

/// <summary>Site access: the strongest role of the user's groups, direct or nested, as of the last commit.</summary>
public sealed class SiteAccessTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private TestTenant Tenant => fixture.Tenant;

    private ScimClient Scim => Tenant.Scim;

    [Fact]
    public async Task Access_ThroughDirectAndNestedGroups_GrantsStrongestRole()
    {
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync();
        string site = await api.CreateSiteAsync("Strong"),
            user = await Scim.CreateUserAsync("strong");
        string inner = await Scim.CreateGroupAsync("Strong inner", user),
            outer = await Scim.CreateGroupAsync("Strong outer", inner),
            direct = await Scim.CreateGroupAsync("Strong direct", user);
        Assert.Null(await api.ReadRoleAsync(site, user));
        Assert.Empty(await api.ReadSitesAsync(user));

        await api.SetPermissionAsync(site, inner, "Viewer");
        Assert.Equal("Viewer", await api.ReadRoleAsync(site, user));
        await api.SetPermissionAsync(site, outer, "Administrator");
        Assert.Equal("Administrator", await api.ReadRoleAsync(site, user));
        await api.SetPermissionAsync(site, direct, "Contributor");
        Assert.Equal("Administrator", await api.ReadRoleAsync(site, user));
        Assert.Equal(["Strong: Administrator"], await api.ReadSitesAsync(user));

        // Each change is in effect as soon as it is answered.
        (
            await Scim.PatchAsync(
                $"/Groups/{outer}",
                RequestBodies.CreatePatch(RequestBodies.RemoveOperation($"members[value eq \"{inner}\"]"))
            )
        ).AssertStatus(200, 204);
        Assert.Equal("Contributor", await api.ReadRoleAsync(site, user));
        (
            await Scim.PatchAsync(
                $"/Groups/{direct}",
                RequestBodies.CreatePatch(RequestBodies.RemoveOperation($"members[value eq \"{user}\"]"))
            )
        ).AssertStatus(200, 204);
        Assert.Equal("Viewer", await api.ReadRoleAsync(site, user));
        (await api.DeleteAsync($"/sites/{site}/permissions/{inner}")).AssertStatus(204);
        Assert.Null(await api.ReadRoleAsync(site, user));
        (
            await Scim.PatchAsync(
                $"/Groups/{outer}",
                RequestBodies.CreatePatch(RequestBodies.AddOperation("members", RequestBodies.CreateMembers(user)))
            )
        ).AssertStatus(200, 204);
        Assert.Equal("Administrator", await api.ReadRoleAsync(site, user));
    }

    [Fact]
    public async Task Access_OfInactiveUser_IsNoneUntilReactivated()
    {
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync();
        string site = await api.CreateSiteAsync("Left"),
            user = await Scim.CreateUserAsync("left"),
            group = await Scim.CreateGroupAsync("Left crew", user);
        await api.SetPermissionAsync(site, group, "Editor");
        (
            await Scim.PatchAsync(
                $"/Users/{user}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("active", false))
            )
        ).AssertStatus(200, 204);
        Assert.Null(await api.ReadRoleAsync(site, user));
        Assert.Empty(await api.ReadSitesAsync(user));
        Assert.Equal([user], await Scim.ReadMemberIdsAsync(group));

        (
            await Scim.PatchAsync(
                $"/Users/{user}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("active", true))
            )
        ).AssertStatus(200, 204);
        Assert.Equal("Editor", await api.ReadRoleAsync(site, user));

        (await Scim.DeleteAsync($"/Users/{user}")).AssertStatus(204);
        (await api.GetAsync($"/sites/{site}/access/{user}")).AssertStatus(404);
        (await api.GetAsync($"/users/{user}/sites")).AssertStatus(404);
    }

    [Fact]
    public async Task Group_Deleted_RemovesPermissionsButNoUser()
    {
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync();
        string site = await api.CreateSiteAsync("Dissolved"),
            user = await Scim.CreateUserAsync("dissolved"),
            group = await Scim.CreateGroupAsync("Dissolved crew", user);
        await api.SetPermissionAsync(site, group, "Editor");
        (await Scim.DeleteAsync($"/Groups/{group}")).AssertStatus(204);
        Assert.Null(await api.ReadRoleAsync(site, user));
        Assert.Empty(await api.ReadPermissionsAsync(site));
        (await Scim.GetAsync($"/Users/{user}")).AssertStatus(200);

        // A new group has no permissions, even with the same name.
        string again = await Scim.CreateGroupAsync("Dissolved crew", user);
        Assert.Empty(await api.ReadPermissionsAsync(site));
        Assert.Null(await api.ReadRoleAsync(site, user));
        await api.SetPermissionAsync(site, again, "Viewer");
        Assert.Equal("Viewer", await api.ReadRoleAsync(site, user));
    }

    [Fact]
    public async Task Access_OfUnknownOrDeletedResource_Is404()
    {
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync();
        string site = await api.CreateSiteAsync("Closed"),
            user = await Scim.CreateUserAsync("closed"),
            group = await Scim.CreateGroupAsync("Closed crew", user);
        string unknownId = Guid.CreateVersion7().ToString();
        await api.SetPermissionAsync(site, group, "Editor");
        foreach (
            string path in new[]
            {
                $"/sites/{unknownId}/access/{user}",
                $"/sites/{site}/access/{unknownId}",
                $"/sites/{site}/access/{group}",
                $"/sites/x/access/{user}",
                $"/users/{unknownId}/sites",
                "/users/x/sites",
            }
        )
            (await api.GetAsync(path)).AssertStatus(404);
        (await api.DeleteAsync($"/sites/{site}")).AssertStatus(204);
        (await api.GetAsync($"/sites/{site}/access/{user}")).AssertStatus(404);
        Assert.Empty(await api.ReadSitesAsync(user));
    }

    [Fact]
    public async Task Sites_OfUserWithMany_ArePagedByName()
    {
        WorkplaceClient api = await Tenant.CreateWorkplaceClientAsync();
        string user = await Scim.CreateUserAsync("traveler"),
            group = await Scim.CreateGroupAsync("Travelers", user);
        foreach (string name in new[] { "Trip c", "Trip A", "Trip b" })
            await api.SetPermissionAsync(await api.CreateSiteAsync(name), group, "Viewer");
        ScimResponse first = (await api.GetAsync($"/users/{user}/sites?count=2")).AssertStatus(200);
        Assert.Equal(["Trip A", "Trip b"], first.GetTexts("/sites", "/name"));
        ScimResponse last = (
            await api.GetAsync($"/users/{user}/sites?count=2&after={first.GetText("/next")}")
        ).AssertStatus(200);
        Assert.Equal(["Trip c"], last.GetTexts("/sites", "/name"));
        Assert.Null(last.GetElement("/next").GetString());
    }
}
