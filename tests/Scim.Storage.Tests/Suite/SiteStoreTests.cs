using Scim.Grains.Storage;
using Scim.Protocol.Schema;

namespace Scim.Storage.Tests.Suite;

/// <summary>Tests sites, roles and permissions as rows, and their queries.</summary>
public abstract class SiteStoreTests(StorageFixture fixture)
{
    [Fact]
    public async Task Site_FromCreationToTombstone_IsARowAndInTheChangeLog()
    {
        var tenant = await SiteTenant.CreateAsync(fixture);
        string id = await tenant.CreateSiteAsync("Home");
        Assert.Equal([(id, "Home", "home", 1L)], await ReadSitesAsync(tenant));

        await tenant.RenameSiteAsync(id, " The  HOME ");
        Assert.Equal([(id, " The  HOME ", "the home", 2L)], await ReadSitesAsync(tenant));

        await tenant.DeleteSiteAsync(id);
        Assert.Empty(await ReadSitesAsync(tenant));
        Assert.Equal(
            [("create", 1L), ("update", 2L), ("delete", 3L)],
            await fixture.QueryRowsAsync<(string, long)>(
                "SELECT operation, version FROM scim_change WHERE tenant = @Id AND kind = 'Site' ORDER BY sequence",
                new { tenant.Id }
            )
        );
        Assert.Equal(
            [0L],
            await fixture.QueryRowsAsync<long>(
                "SELECT count(*) FROM scim_resource WHERE tenant = @Id",
                new { tenant.Id }
            )
        );
    }

    [Fact]
    public async Task Name_OfAnotherSite_IsRejectedUntilFreed()
    {
        var tenant = await SiteTenant.CreateAsync(fixture);
        var other = await SiteTenant.CreateAsync(fixture);
        string home = await tenant.CreateSiteAsync("Home"),
            away = await tenant.CreateSiteAsync("Away");
        await other.CreateSiteAsync("Home");

        Assert.Equal(CommitFailure.NameTaken, await CaptureFailureAsync(() => tenant.CreateSiteAsync("HOME ")));
        Assert.Equal(CommitFailure.NameTaken, await CaptureFailureAsync(() => tenant.RenameSiteAsync(away, "home")));
        Assert.Equal(["away", "home"], (await ReadSitesAsync(tenant)).Select(r => r.Unique));

        await tenant.DeleteSiteAsync(home);
        await tenant.RenameSiteAsync(away, "home");
    }

    [Fact]
    public async Task Permission_GrantedChangedAndRevoked_IsOneRow()
    {
        var tenant = await SiteTenant.CreateAsync(fixture);
        string site = await tenant.CreateSiteAsync("Home"),
            group = await tenant.CreateGroupAsync("Crew");
        await tenant.SetPermissionAsync(site, group, "Viewer");
        await tenant.SetPermissionAsync(site, group, "Editor");
        Assert.Equal([(group, "Crew", "Editor")], await ReadPermissionsAsync(tenant, site));
        Assert.Equal(
            new GroupRole(true, "Editor"),
            await fixture.Sites.ReadGroupRoleAsync(tenant.Id, site, group, default)
        );

        // Another change neither revokes nor repeats the grant.
        await tenant.RenameSiteAsync(site, "House");
        Assert.Equal([(group, "Crew", "Editor")], await ReadPermissionsAsync(tenant, site));

        await tenant.SetPermissionAsync(site, group, null);
        Assert.Empty(await ReadPermissionsAsync(tenant, site));
        Assert.Equal(
            new GroupRole(true, null),
            await fixture.Sites.ReadGroupRoleAsync(tenant.Id, site, group, default)
        );
        Assert.Equal(
            3,
            (
                await fixture.QueryRowsAsync<string>(
                    "SELECT permission FROM scim_change WHERE tenant = @Id AND permission IS NOT NULL",
                    new { tenant.Id }
                )
            ).Count
        );
    }

    [Fact]
    public async Task Permission_OfDeletedGroup_IsIgnored()
    {
        var tenant = await SiteTenant.CreateAsync(fixture);
        var other = await SiteTenant.CreateAsync(fixture);
        string site = await tenant.CreateSiteAsync("Home"),
            deleted = await tenant.CreateGroupAsync("Deleted"),
            user = await tenant.CreateUserAsync("ada"),
            foreign = await other.CreateGroupAsync("Foreign");
        await tenant.ResourceTenant.DeleteResourceAsync(BuiltInResourceTypes.Group, deleted);

        foreach (string id in new[] { deleted, user, foreign, "missing" })
        {
            await tenant.SetPermissionAsync(site, id, "Viewer");
            Assert.False((await fixture.Sites.ReadGroupRoleAsync(tenant.Id, site, id, default)).Exists);
        }

        Assert.Empty(await ReadPermissionsAsync(tenant, site));
    }

    [Fact]
    public async Task Permissions_OfDeletedGroupOrSite_AreDeleted()
    {
        var tenant = await SiteTenant.CreateAsync(fixture);
        string home = await tenant.CreateSiteAsync("Home"),
            away = await tenant.CreateSiteAsync("Away"),
            crew = await tenant.CreateGroupAsync("Crew"),
            staff = await tenant.CreateGroupAsync("Staff");
        foreach (string site in new[] { home, away })
        {
            await tenant.SetPermissionAsync(site, crew, "Viewer");
            await tenant.SetPermissionAsync(site, staff, "Editor");
        }

        await tenant.ResourceTenant.DeleteResourceAsync(BuiltInResourceTypes.Group, crew);
        Assert.Equal([(staff, "Staff", "Editor")], await ReadPermissionsAsync(tenant, home));
        Assert.Equal([(staff, "Staff", "Editor")], await ReadPermissionsAsync(tenant, away));

        await tenant.DeleteSiteAsync(away);
        Assert.Null(await fixture.Sites.ListGrantsAsync(tenant.Id, away, "", 100, default));
        Assert.Equal(
            [1L],
            await fixture.QueryRowsAsync<long>(
                "SELECT count(*) FROM scim_permission WHERE tenant = @Id",
                new { tenant.Id }
            )
        );
    }

    [Fact]
    public async Task Access_IsTheStrongestRoleOfAllGroupsAbove()
    {
        var tenant = await SiteTenant.CreateAsync(fixture);
        string site = await tenant.CreateSiteAsync("Home"),
            other = await tenant.CreateSiteAsync("Away"),
            user = await tenant.CreateUserAsync("ada");
        string inner = await tenant.CreateGroupAsync("Inner", user),
            outer = await tenant.CreateGroupAsync("Outer", inner),
            direct = await tenant.CreateGroupAsync("Direct", user);
        Assert.Equal(new AccessRow(true, true, null), await ReadAccessAsync(tenant, site, user));

        await tenant.SetPermissionAsync(site, direct, "Contributor");
        await tenant.SetPermissionAsync(site, outer, "Editor");
        await tenant.SetPermissionAsync(site, inner, "Viewer");
        await tenant.SetPermissionAsync(other, inner, "Administrator");
        Assert.Equal("Editor", (await ReadAccessAsync(tenant, site, user)).Role);

        await tenant.ResourceTenant.ChangeMembersAsync(outer, new MembershipDelta { Remove = [inner] });
        Assert.Equal("Contributor", (await ReadAccessAsync(tenant, site, user)).Role);

        await tenant.ResourceTenant.DeleteResourceAsync(BuiltInResourceTypes.Group, direct);
        Assert.Equal("Viewer", (await ReadAccessAsync(tenant, site, user)).Role);

        await tenant.ResourceTenant.UpdateResourceAsync(
            BuiltInResourceTypes.User,
            user,
            new() { ["userName"] = "ada", ["active"] = false }
        );
        Assert.Equal(new AccessRow(true, true, null), await ReadAccessAsync(tenant, site, user));
        Assert.Empty((await fixture.Sites.ListUserSitesAsync(tenant.Id, user, "", 10, default))!);

        Assert.Equal(new AccessRow(false, true, null), await ReadAccessAsync(tenant, "nowhere", user));
        Assert.Equal(new AccessRow(true, false, null), await ReadAccessAsync(tenant, site, "missing"));
        Assert.Null(await fixture.Sites.ListUserSitesAsync(tenant.Id, "missing", "", 10, default));
    }

    [Fact]
    public async Task SitesOf_User_AreSortedByNameAndPaged()
    {
        var tenant = await SiteTenant.CreateAsync(fixture);
        string user = await tenant.CreateUserAsync("ada"),
            crew = await tenant.CreateGroupAsync("Crew", user),
            staff = await tenant.CreateGroupAsync("Staff", crew);
        foreach (string name in new[] { "delta", "Alpha", "charlie", "Bravo" })
        {
            string site = await tenant.CreateSiteAsync(name);
            await tenant.SetPermissionAsync(site, crew, "Viewer");
            if (name == "Bravo")
                await tenant.SetPermissionAsync(site, staff, "Administrator");
        }

        await tenant.CreateSiteAsync("elsewhere");
        IReadOnlyList<NamedSite> first = (await fixture.Sites.ListUserSitesAsync(tenant.Id, user, "", 3, default))!;
        IReadOnlyList<NamedSite> rest = (
            await fixture.Sites.ListUserSitesAsync(tenant.Id, user, first[^1].FoldedName, 3, default)
        )!;

        Assert.Equal(
            [("Alpha", "Viewer"), ("Bravo", "Administrator"), ("charlie", "Viewer")],
            first.Select(s => (s.Name, s.Role))
        );
        Assert.Equal(["delta"], rest.Select(s => s.Name));
        Assert.Equal(
            ["charlie", "delta", "elsewhere"],
            (await fixture.Sites.ListSitesAsync(tenant.Id, "bravo", 10, default)).Select(s => s.FoldedName)
        );
    }

    [Fact]
    public async Task Roles_FollowTheTenantsSettings()
    {
        var tenant = await SiteTenant.CreateAsync(fixture);
        Assert.Equal(
            [("Administrator", 3L), ("Contributor", 1L), ("Editor", 2L), ("Viewer", 0L)],
            await ReadRolesAsync(tenant)
        );

        await tenant.SetRolesAsync("Reader", "Viewer", "Owner");
        Assert.Equal([("Owner", 2L), ("Reader", 0L), ("Viewer", 1L)], await ReadRolesAsync(tenant));
    }

    [Fact]
    public async Task Role_InUse_CannotBeRemovedNorRemovedRoleGranted()
    {
        var tenant = await SiteTenant.CreateAsync(fixture);
        var other = await SiteTenant.CreateAsync(fixture);
        string site = await tenant.CreateSiteAsync("Home"),
            group = await tenant.CreateGroupAsync("Crew");
        await tenant.SetPermissionAsync(site, group, "Viewer");
        await other.SetRolesAsync("Owner");

        Assert.Equal(
            CommitFailure.RoleInUse,
            await CaptureFailureAsync(() => tenant.SetRolesAsync("Editor", "Administrator"))
        );
        Assert.Equal(4, (await ReadRolesAsync(tenant)).Count);
        Assert.Equal(
            [("Viewer", 1L)],
            await fixture.Sites.CountRoleUsesAsync(tenant.Id, ["Viewer", "Editor"], default)
        );

        // A change of ranks takes effect immediately.
        await tenant.SetRolesAsync("Editor", "Viewer");
        Assert.Equal(
            CommitFailure.RoleUnknown,
            await CaptureFailureAsync(() => tenant.SetPermissionAsync(site, group, "Administrator"))
        );
        Assert.Equal([(group, "Crew", "Viewer")], await ReadPermissionsAsync(tenant, site));

        await tenant.SetPermissionAsync(site, group, "Editor");
        await tenant.SetRolesAsync("Editor");
        Assert.Equal([("Editor", 0L)], await ReadRolesAsync(tenant));
    }

    [Fact]
    public async Task Purge_RemovesSitesRolesAndPermissions()
    {
        var tenant = await SiteTenant.CreateAsync(fixture);
        var neighbor = await SiteTenant.CreateAsync(fixture);
        foreach (SiteTenant one in new[] { tenant, neighbor })
        {
            string site = await one.CreateSiteAsync("Home"),
                deleted = await one.CreateSiteAsync("Deleted");
            await one.SetPermissionAsync(site, await one.CreateGroupAsync("Crew"), "Viewer");
            await one.DeleteSiteAsync(deleted);
        }

        await tenant.RemoveTenantAsync();
        var removed = new List<string>();
        while (await fixture.Tenants.PurgeBatchAsync(tenant.Id, 2, default) is { Count: > 0 } batch)
            removed.AddRange(batch.Select(r => r.Type));

        Assert.Equal(["/site", "/site", "Group"], removed.Order(StringComparer.Ordinal));
        foreach (string table in new[] { "scim_site", "scim_role", "scim_permission", "scim_change" })
            Assert.Equal(
                [0L],
                await fixture.QueryRowsAsync<long>(
                    $"SELECT count(*) FROM {table} WHERE tenant = @Id",
                    new { tenant.Id }
                )
            );
        Assert.Equal(
            [1L],
            await fixture.QueryRowsAsync<long>(
                "SELECT count(*) FROM scim_permission WHERE tenant = @Id",
                new { neighbor.Id }
            )
        );
        Assert.Equal(4, (await ReadRolesAsync(neighbor)).Count);
    }

    private async Task<CommitFailure> CaptureFailureAsync(Func<Task> write) =>
        fixture.ErrorClassifier.ClassifyError(await Assert.ThrowsAnyAsync<Exception>(write));

    private Task<AccessRow> ReadAccessAsync(SiteTenant tenant, string site, string user) =>
        fixture.Sites.ReadAccessAsync(tenant.Id, site, user, default);

    private async Task<(string, string?, string)[]> ReadPermissionsAsync(SiteTenant tenant, string site) =>
        [
            .. (await fixture.Sites.ListGrantsAsync(tenant.Id, site, "", 100, default))!.Select(p =>
                (p.GroupId, p.GroupName, p.Role)
            ),
        ];

    private Task<List<(string Id, string Name, string Unique, long Version)>> ReadSitesAsync(SiteTenant tenant) =>
        fixture.QueryRowsAsync<(string, string, string, long)>(
            "SELECT id, name, unique_name, version FROM scim_site WHERE tenant = @Id ORDER BY unique_name",
            new { tenant.Id }
        );

    private Task<List<(string, long)>> ReadRolesAsync(SiteTenant tenant) =>
        fixture.QueryRowsAsync<(string, long)>(
            "SELECT role, rank FROM scim_role WHERE tenant = @Id ORDER BY role",
            new { tenant.Id }
        );
}
