using Scim.Grains.Storage;
using Scim.Protocol.Schema;

namespace Scim.Storage.Tests.Suite;

/// <summary>Sites, roles and permissions as rows, and the questions about them.</summary>
public abstract class SiteTests(StorageFixture fixture)
{
    [Fact]
    public async Task Site_FromCreationToTombstone_IsARowAndInTheChangeLog()
    {
        var tenant = await SiteTenant.Of(fixture);
        string id = await tenant.Site("Home");
        Assert.Equal([(id, "Home", "home", 1L)], await Rows(tenant));

        await tenant.Rename(id, " The  HOME ");
        Assert.Equal([(id, " The  HOME ", "the home", 2L)], await Rows(tenant));

        await tenant.Delete(id);
        Assert.Empty(await Rows(tenant));
        Assert.Equal(
            [("create", 1L), ("update", 2L), ("delete", 3L)],
            await fixture.Rows<(string, long)>("SELECT operation, version FROM scim_change WHERE tenant = @Id AND kind = 'Site' ORDER BY sequence", new { tenant.Id }));
        Assert.Equal([0L], await fixture.Rows<long>("SELECT count(*) FROM scim_resource WHERE tenant = @Id", new { tenant.Id }));
    }

    [Fact]
    public async Task Name_OfAnotherSite_IsRefusedAsTakenAndFreeAfterwards()
    {
        var tenant = await SiteTenant.Of(fixture);
        var other = await SiteTenant.Of(fixture);
        string home = await tenant.Site("Home"), away = await tenant.Site("Away");
        await other.Site("Home");

        Assert.Equal(CommitFault.NameTaken, await Fault(() => tenant.Site("HOME ")));
        Assert.Equal(CommitFault.NameTaken, await Fault(() => tenant.Rename(away, "home")));
        Assert.Equal(["away", "home"], (await Rows(tenant)).Select(r => r.Unique));

        await tenant.Delete(home);
        await tenant.Rename(away, "home");
    }

    [Fact]
    public async Task Permission_SetChangedAndTaken_IsOneRow()
    {
        var tenant = await SiteTenant.Of(fixture);
        string site = await tenant.Site("Home"), group = await tenant.Group("Crew");
        await tenant.Permit(site, group, "Viewer");
        await tenant.Permit(site, group, "Editor");
        Assert.Equal([(group, "Crew", "Editor")], await Permissions(tenant, site));
        Assert.Equal(new GroupRole(true, "Editor"), await fixture.Sites.RoleOf(tenant.Id, site, group, default));

        // A commit about something else takes nothing back and repeats nothing.
        await tenant.Rename(site, "House");
        Assert.Equal([(group, "Crew", "Editor")], await Permissions(tenant, site));

        await tenant.Permit(site, group, null);
        Assert.Empty(await Permissions(tenant, site));
        Assert.Equal(new GroupRole(true, null), await fixture.Sites.RoleOf(tenant.Id, site, group, default));
        Assert.Equal(3, (await fixture.Rows<string>("SELECT permission FROM scim_change WHERE tenant = @Id AND permission IS NOT NULL", new { tenant.Id })).Count);
    }

    [Fact]
    public async Task Permission_OfAGroupThatIsGone_IsLeftOut()
    {
        var tenant = await SiteTenant.Of(fixture);
        var other = await SiteTenant.Of(fixture);
        string site = await tenant.Site("Home"), gone = await tenant.Group("Gone"), user = await tenant.User("ada"), stranger = await other.Group("Stranger");
        await tenant.Resources.Delete(BuiltInResourceTypes.Group, gone);

        foreach (string id in new[] { gone, user, stranger, "nobody" })
        {
            await tenant.Permit(site, id, "Viewer");
            Assert.False((await fixture.Sites.RoleOf(tenant.Id, site, id, default)).Exists);
        }

        Assert.Empty(await Permissions(tenant, site));
    }

    [Fact]
    public async Task Permissions_OfADeletedGroupOrSite_GoWithIt()
    {
        var tenant = await SiteTenant.Of(fixture);
        string home = await tenant.Site("Home"), away = await tenant.Site("Away"), crew = await tenant.Group("Crew"), staff = await tenant.Group("Staff");
        foreach (string site in new[] { home, away })
        {
            await tenant.Permit(site, crew, "Viewer");
            await tenant.Permit(site, staff, "Editor");
        }

        await tenant.Resources.Delete(BuiltInResourceTypes.Group, crew);
        Assert.Equal([(staff, "Staff", "Editor")], await Permissions(tenant, home));
        Assert.Equal([(staff, "Staff", "Editor")], await Permissions(tenant, away));

        await tenant.Delete(away);
        Assert.Null(await fixture.Sites.Permissions(tenant.Id, away, "", 100, default));
        Assert.Equal([1L], await fixture.Rows<long>("SELECT count(*) FROM scim_permission WHERE tenant = @Id", new { tenant.Id }));
    }

    [Fact]
    public async Task Access_IsTheStrongestRoleOfAllGroupsAbove()
    {
        var tenant = await SiteTenant.Of(fixture);
        string site = await tenant.Site("Home"), other = await tenant.Site("Away"), user = await tenant.User("ada");
        string inner = await tenant.Group("Inner", user), outer = await tenant.Group("Outer", inner), direct = await tenant.Group("Direct", user);
        Assert.Equal(new AccessRow(true, true, null), await Access(tenant, site, user));

        await tenant.Permit(site, direct, "Contributor");
        await tenant.Permit(site, outer, "Editor");
        await tenant.Permit(site, inner, "Viewer");
        await tenant.Permit(other, inner, "Administrator");
        Assert.Equal("Editor", (await Access(tenant, site, user)).Role);

        await tenant.Resources.Members(outer, new MembershipDelta { Remove = [inner] });
        Assert.Equal("Contributor", (await Access(tenant, site, user)).Role);

        await tenant.Resources.Delete(BuiltInResourceTypes.Group, direct);
        Assert.Equal("Viewer", (await Access(tenant, site, user)).Role);

        await tenant.Resources.Update(BuiltInResourceTypes.User, user, new() { ["userName"] = "ada", ["active"] = false });
        Assert.Equal(new AccessRow(true, true, null), await Access(tenant, site, user));
        Assert.Empty((await fixture.Sites.SitesOf(tenant.Id, user, "", 10, default))!);

        Assert.Equal(new AccessRow(false, true, null), await Access(tenant, "nowhere", user));
        Assert.Equal(new AccessRow(true, false, null), await Access(tenant, site, "nobody"));
        Assert.Null(await fixture.Sites.SitesOf(tenant.Id, "nobody", "", 10, default));
    }

    [Fact]
    public async Task SitesOf_AUser_AreInOrderOfNamesAndPaged()
    {
        var tenant = await SiteTenant.Of(fixture);
        string user = await tenant.User("ada"), crew = await tenant.Group("Crew", user), staff = await tenant.Group("Staff", crew);
        foreach (string name in new[] { "delta", "Alpha", "charlie", "Bravo" })
        {
            string site = await tenant.Site(name);
            await tenant.Permit(site, crew, "Viewer");
            if (name == "Bravo") await tenant.Permit(site, staff, "Administrator");
        }

        await tenant.Site("elsewhere");
        IReadOnlyList<NamedSite> first = (await fixture.Sites.SitesOf(tenant.Id, user, "", 3, default))!;
        IReadOnlyList<NamedSite> rest = (await fixture.Sites.SitesOf(tenant.Id, user, first[^1].FoldedName, 3, default))!;

        Assert.Equal([("Alpha", "Viewer"), ("Bravo", "Administrator"), ("charlie", "Viewer")], first.Select(s => (s.Name, s.Role)));
        Assert.Equal(["delta"], rest.Select(s => s.Name));
        Assert.Equal(["charlie", "delta", "elsewhere"], (await fixture.Sites.Sites(tenant.Id, "bravo", 10, default)).Select(s => s.FoldedName));
    }

    [Fact]
    public async Task Roles_FollowTheTenantsSettings()
    {
        var tenant = await SiteTenant.Of(fixture);
        Assert.Equal([("Administrator", 3L), ("Contributor", 1L), ("Editor", 2L), ("Viewer", 0L)], await Roles(tenant));

        await tenant.ChooseRoles("Reader", "Viewer", "Owner");
        Assert.Equal([("Owner", 2L), ("Reader", 0L), ("Viewer", 1L)], await Roles(tenant));
    }

    [Fact]
    public async Task Role_InUse_CannotBeRemovedNorOneThatIsGoneGiven()
    {
        var tenant = await SiteTenant.Of(fixture);
        var other = await SiteTenant.Of(fixture);
        string site = await tenant.Site("Home"), group = await tenant.Group("Crew");
        await tenant.Permit(site, group, "Viewer");
        await other.ChooseRoles("Owner");

        Assert.Equal(CommitFault.RoleInUse, await Fault(() => tenant.ChooseRoles("Editor", "Administrator")));
        Assert.Equal(4, (await Roles(tenant)).Count);
        Assert.Equal([("Viewer", 1L)], await fixture.Sites.RolesInUse(tenant.Id, ["Viewer", "Editor"], default));

        // Other ranks take effect at once.
        await tenant.ChooseRoles("Editor", "Viewer");
        Assert.Equal(CommitFault.RoleUnknown, await Fault(() => tenant.Permit(site, group, "Administrator")));
        Assert.Equal([(group, "Crew", "Viewer")], await Permissions(tenant, site));

        await tenant.Permit(site, group, "Editor");
        await tenant.ChooseRoles("Editor");
        Assert.Equal([("Editor", 0L)], await Roles(tenant));
    }

    [Fact]
    public async Task Purge_RemovesSitesRolesAndPermissions()
    {
        var tenant = await SiteTenant.Of(fixture);
        var neighbour = await SiteTenant.Of(fixture);
        foreach (SiteTenant one in new[] { tenant, neighbour })
        {
            string site = await one.Site("Home"), gone = await one.Site("Gone");
            await one.Permit(site, await one.Group("Crew"), "Viewer");
            await one.Delete(gone);
        }

        await tenant.Remove();
        var removed = new List<string>();
        while (await fixture.Tenants.Purge(tenant.Id, 2, default) is { Count: > 0 } batch) removed.AddRange(batch.Select(r => r.Kind));

        Assert.Equal(["/site", "/site", "Group"], removed.Order(StringComparer.Ordinal));
        foreach (string table in new[] { "scim_site", "scim_role", "scim_permission", "scim_change" })
            Assert.Equal([0L], await fixture.Rows<long>($"SELECT count(*) FROM {table} WHERE tenant = @Id", new { tenant.Id }));
        Assert.Equal([1L], await fixture.Rows<long>("SELECT count(*) FROM scim_permission WHERE tenant = @Id", new { neighbour.Id }));
        Assert.Equal(4, (await Roles(neighbour)).Count);
    }

    private async Task<CommitFault> Fault(Func<Task> write) => fixture.Faults.Classify(await Assert.ThrowsAnyAsync<Exception>(write));

    private Task<AccessRow> Access(SiteTenant tenant, string site, string user) => fixture.Sites.Access(tenant.Id, site, user, default);

    private async Task<(string, string?, string)[]> Permissions(SiteTenant tenant, string site) =>
        [.. (await fixture.Sites.Permissions(tenant.Id, site, "", 100, default))!.Select(p => (p.GroupId, p.GroupName, p.Role))];

    private Task<List<(string Id, string Name, string Unique, long Version)>> Rows(SiteTenant tenant) =>
        fixture.Rows<(string, string, string, long)>("SELECT id, name, unique_name, version FROM scim_site WHERE tenant = @Id ORDER BY unique_name", new { tenant.Id });

    private Task<List<(string, long)>> Roles(SiteTenant tenant) =>
        fixture.Rows<(string, long)>("SELECT role, rank FROM scim_role WHERE tenant = @Id ORDER BY role", new { tenant.Id });
}
