using System.Data.Common;
using Dapper;
using Orleans.Storage;
using Scim.Grains.Storage;
using Scim.Protocol.Schema;
using Scim.Storage.Tests.Suite;

namespace Scim.Storage.Tests.Postgres;

/// <summary>Commits that run side by side: nothing that one of them relies on is changed under it, none waits for another without need, and none deadlocks.</summary>
[Collection(nameof(PostgresSuite))]
public sealed class ConcurrencyTests(PostgresFixture fixture)
{
    private static readonly ResourceType User = BuiltInResourceTypes.User;
    private static readonly ResourceType Group = BuiltInResourceTypes.Group;

    [Fact]
    public async Task Create_WhileAnotherCommitOfTheTenantIsOpen_DoesNotWait()
    {
        var tenant = new Tenant(fixture);
        string first = await tenant.User("first");
        await using DbConnection other = await fixture.Database.Open(CancellationToken.None);
        await using DbTransaction open = await other.BeginTransactionAsync();
        await other.ExecuteAsync("UPDATE scim_count_part SET n = n + 1 WHERE tenant = @Id", new { tenant.Id }, open);

        await tenant.User("second");
        await tenant.Delete(User, first);

        await open.RollbackAsync();
        Assert.Equal([1L], await fixture.Rows<long>("SELECT n FROM scim_count WHERE tenant = @Id", new { tenant.Id }));
    }

    [Fact]
    public async Task Count_AfterManyAtOnce_IsExact()
    {
        var tenant = new Tenant(fixture);
        string[] ids = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => tenant.User($"user{i}")));
        await Task.WhenAll(ids.Take(20).Select(id => tenant.Delete(User, id)));

        DirectoryPage page = await fixture.Directory.List(new DirectoryQuery { Tenant = tenant.Id, Targets = [(User, null)], Take = 100 }, CancellationToken.None);

        Assert.Equal(44, page.Total);
        Assert.Equal(44, page.Rows.Count);
    }

    [Fact]
    public async Task Name_TakenByManyAtOnce_IsGivenOnce()
    {
        var tenant = new Tenant(fixture);
        CommitFault?[] outcomes = await Task.WhenAll(Enumerable.Range(0, 32).Select(async _ =>
        {
            try
            {
                await tenant.User("ada");
                return (CommitFault?)null;
            }
            catch (Exception e)
            {
                return fixture.Faults.Classify(e);
            }
        }));

        Assert.Single(outcomes, o => o is null);
        Assert.All(outcomes.Where(o => o is not null), o => Assert.Equal(CommitFault.NameTaken, o));
    }

    [Fact]
    public async Task Groups_AddedToEachOtherAtTheSameTime_NeverCloseACircle()
    {
        var tenant = new Tenant(fixture);
        for (int round = 0; round < 20; round++)
        {
            string[] ring = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => tenant.Group($"g{round}-{i}")));

            CommitFault?[] outcomes = await Task.WhenAll(ring.Select((group, i) => Attempt(() => tenant.Members(group, tenant.Add(ring[(i + 1) % ring.Length])))));

            Assert.Contains(CommitFault.Cycle, outcomes);
            Assert.DoesNotContain(CommitFault.Unknown, outcomes);
            foreach (string group in ring) Assert.False(await fixture.Membership.Contains(tenant.Id, [group], group, CancellationToken.None));
        }
    }

    [Fact]
    public async Task Member_AddedWhileItIsDeleted_LeavesNoMembership()
    {
        var tenant = new Tenant(fixture);
        string[] groups = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => tenant.Group($"g{i}")));
        for (int round = 0; round < 10; round++)
        {
            string user = await tenant.User($"user{round}");

            await Task.WhenAll([.. groups.Select(g => tenant.Members(g, tenant.Add(user))), tenant.Delete(User, user)]);

            Assert.Equal([0L], await fixture.Rows<long>("SELECT count(*) FROM scim_member WHERE tenant = @Id AND member_id = @user", new { tenant.Id, user }));
        }
    }

    [Fact]
    public async Task Memberships_ChangedFromAllSidesAtOnce_NeverDeadlock()
    {
        var tenant = new Tenant(fixture);
        for (int round = 0; round < 6; round++)
        {
            string[] users = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => tenant.User($"u{round}-{i}")));
            string[] groups = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => tenant.Group($"g{round}-{i}", users)));
            MembershipDelta refill = tenant.Add([.. users.Reverse()]) with { Replace = true };

            // Groups are refilled, emptied and put into each other while members and groups are deleted.
            CommitFault?[] outcomes = await Task.WhenAll(
            [
                .. groups[..5].Select(g => Attempt(() => tenant.Members(g, refill))),
                .. groups[5..7].Select(g => Attempt(() => tenant.Members(g, new MembershipDelta { Remove = users, Add = [tenant.Key(groups[0])] }))),
                .. groups[8..].Select(g => Attempt(() => tenant.Delete(Group, g))),
                .. users[..6].Select(u => Attempt(() => tenant.Delete(User, u))),
                Attempt(() => tenant.Members(groups[7], tenant.Add(groups[8], groups[9], users[0]))),
            ]);

            Assert.All(outcomes, o => Assert.Null(o));
            Assert.Equal([0L], await fixture.Rows<long>(
                "SELECT count(*) FROM scim_member AS m WHERE tenant = @Id AND NOT EXISTS (SELECT 1 FROM scim_resource AS r WHERE r.tenant = m.tenant AND r.id = m.member_id)",
                new { tenant.Id }));
        }

        Assert.Equal([0L], await fixture.Rows<long>("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"));
    }

    [Fact]
    public async Task Permission_GivenWhileItsGroupIsDeleted_LeavesNone()
    {
        SiteTenant tenant = await SiteTenant.Of(fixture);
        string[] sites = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => tenant.Site($"s{i}")));
        for (int round = 0; round < 10; round++)
        {
            string[] groups = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => tenant.Group($"g{round}-{i}")));

            // Every site has one change under way at a time, as its grain has.
            await Task.WhenAll(
            [
                .. sites.Select(async s =>
                {
                    foreach (string group in groups) await tenant.Permit(s, group, "Viewer");
                }),
                .. groups.Select(g => tenant.Resources.Delete(Group, g)),
            ]);

            Assert.Equal([0L], await fixture.Rows<long>("SELECT count(*) FROM scim_permission WHERE tenant = @Id", new { tenant.Id }));
        }
    }

    [Fact]
    public async Task Permissions_OfSitesAndGroupsDeletedAtOnce_NeverDeadlock()
    {
        SiteTenant tenant = await SiteTenant.Of(fixture);
        for (int round = 0; round < 6; round++)
        {
            string[] sites = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => tenant.Site($"s{round}-{i}")));
            string[] groups = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => tenant.Group($"g{round}-{i}")));
            foreach (string group in groups) await Task.WhenAll(sites.Select(s => tenant.Permit(s, group, "Editor")));

            CommitFault?[] outcomes = await Task.WhenAll(
                [.. sites.Select(s => Attempt(() => tenant.Delete(s))), .. groups.Reverse().Select(g => Attempt(() => tenant.Resources.Delete(Group, g)))]);

            Assert.All(outcomes, o => Assert.Null(o));
            Assert.Equal([0L], await fixture.Rows<long>("SELECT count(*) FROM scim_permission WHERE tenant = @Id", new { tenant.Id }));
        }

        Assert.Equal([0L], await fixture.Rows<long>("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"));
    }

    [Fact]
    public async Task Role_TakenAwayWhileSitesGiveIt_IsNeverOneThatIsMissing()
    {
        SiteTenant tenant = await SiteTenant.Of(fixture);
        string group = await tenant.Group("crew");
        string[] sites = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => tenant.Site($"s{i}")));
        for (int round = 0; round < 10; round++)
        {
            CommitFault?[] outcomes = await Task.WhenAll([.. sites.Select(s => Attempt(() => tenant.Permit(s, group, "Editor"))), Attempt(() => tenant.ChooseRoles("Viewer"))]);

            Assert.All(outcomes[..^1], o => Assert.True(o is null or CommitFault.RoleUnknown, $"{o}"));
            Assert.True(outcomes[^1] is null or CommitFault.RoleInUse, $"{outcomes[^1]}");
            Assert.Equal([0L], await fixture.Rows<long>(
                "SELECT count(*) FROM scim_permission AS p WHERE tenant = @Id AND NOT EXISTS (SELECT 1 FROM scim_role AS r WHERE r.tenant = p.tenant AND r.role = p.role)", new { tenant.Id }));
            await tenant.ChooseRoles("Viewer", "Editor");
            foreach (string site in sites) await tenant.Permit(site, group, null);
        }
    }

    [Fact]
    public async Task Changes_CarryTheTransactionThatMadeThem()
    {
        var tenant = new Tenant(fixture);
        await tenant.User("ada");
        await using DbConnection other = await fixture.Database.Open(CancellationToken.None);
        await using DbTransaction open = await other.BeginTransactionAsync();
        await other.ExecuteAsync("SELECT pg_current_xact_id()", transaction: open);
        await tenant.User("bob");

        // Bob's change may be read only when the transaction that began before it has ended: that one may yet commit an earlier sequence.
        const string Settled = "SELECT count(*) FROM scim_change WHERE tenant = @Id AND tx < pg_snapshot_xmin(pg_current_snapshot())";
        Assert.InRange((await fixture.Rows<long>(Settled, new { tenant.Id })).Single(), 0, 1);
        await open.RollbackAsync();

        // Other tests' transactions count as well.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await fixture.Rows<long>(Settled, new { tenant.Id })).Single() < 2) await Task.Delay(10, patience.Token);
    }

    [Fact]
    public async Task Write_OfOneStateByMany_SucceedsOnce()
    {
        var tenant = new Tenant(fixture);
        string id = Guid.CreateVersion7().ToString();

        int refused = 0;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
        {
            try
            {
                await new Tenant(fixture, tenant.Id).Create(User, new() { ["userName"] = $"user{i}" }, id: id);
            }
            catch (InconsistentStateException)
            {
                Interlocked.Increment(ref refused);
            }
        }));

        Assert.Equal(15, refused);
        Assert.Equal([1L], await fixture.Rows<long>("SELECT count(*) FROM scim_change WHERE tenant = @Id", new { tenant.Id }));
    }

    private async Task<CommitFault?> Attempt(Func<Task> write)
    {
        try
        {
            await write();
            return null;
        }
        catch (Exception e)
        {
            return fixture.Faults.Classify(e);
        }
    }
}
