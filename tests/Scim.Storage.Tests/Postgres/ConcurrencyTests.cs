using System.Data.Common;
using Dapper;
using Orleans.Storage;
using Scim.Grains.Storage;
using Scim.Protocol.Schema;
using Scim.Storage.Tests.Suite;

namespace Scim.Storage.Tests.Postgres;

/// <summary>
/// Tests concurrent commits: what a commit relies on is not changed by another one, unrelated commits do not block each
/// other, and no commit deadlocks.
/// </summary>
[Collection(nameof(PostgresSuite))]
public sealed class ConcurrencyTests(PostgresFixture fixture)
{
    private static readonly ResourceType UserType = BuiltInResourceTypes.User;
    private static readonly ResourceType GroupType = BuiltInResourceTypes.Group;

    [Fact]
    public async Task Create_DuringAnotherCommitOfTheTenant_DoesNotWait()
    {
        var tenant = new StorageTenant(fixture);
        string first = await tenant.CreateUserAsync("first");
        await using DbConnection other = await fixture.Database.OpenConnectionAsync(CancellationToken.None);
        await using DbTransaction open = await other.BeginTransactionAsync();
        await other.ExecuteAsync(
            "UPDATE scim_resource_count_part SET resource_count = resource_count + 1 WHERE tenant = @Id",
            new { tenant.Id },
            open
        );

        await tenant.CreateUserAsync("second");
        await tenant.DeleteResourceAsync(UserType, first);

        await open.RollbackAsync();
        Assert.Equal(
            [1L],
            await fixture.QueryRowsAsync<long>(
                "SELECT resource_count FROM scim_resource_count WHERE tenant = @Id",
                new { tenant.Id }
            )
        );
    }

    [Fact]
    public async Task Count_AfterConcurrentCommits_IsExact()
    {
        var tenant = new StorageTenant(fixture);
        string[] ids = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => tenant.CreateUserAsync($"user{i}")));
        await Task.WhenAll(ids.Take(20).Select(id => tenant.DeleteResourceAsync(UserType, id)));

        DirectoryPage page = await fixture.Directory.ListResourcesAsync(
            new DirectoryQuery
            {
                Tenant = tenant.Id,
                Targets = [(UserType, null)],
                Take = 100,
            },
            CancellationToken.None
        );

        Assert.Equal(44, page.Total);
        Assert.Equal(44, page.Rows.Count);
    }

    [Fact]
    public async Task Name_RequestedConcurrently_IsAssignedOnce()
    {
        var tenant = new StorageTenant(fixture);
        CommitFailure?[] outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 32)
                .Select(async _ =>
                {
                    try
                    {
                        await tenant.CreateUserAsync("ada");
                        return (CommitFailure?)null;
                    }
                    catch (Exception e)
                    {
                        return fixture.ErrorClassifier.ClassifyError(e);
                    }
                })
        );

        Assert.Single(outcomes, o => o is null);
        Assert.All(outcomes.Where(o => o is not null), o => Assert.Equal(CommitFailure.NameTaken, o));
    }

    [Fact]
    public async Task Groups_NestedConcurrently_NeverFormCycle()
    {
        var tenant = new StorageTenant(fixture);
        for (int round = 0; round < 20; round++)
        {
            string[] ring = await Task.WhenAll(
                Enumerable.Range(0, 4).Select(i => tenant.CreateGroupAsync($"g{round}-{i}"))
            );

            CommitFailure?[] outcomes = await Task.WhenAll(
                ring.Select(
                    (group, i) =>
                        TryWriteAsync(() =>
                            tenant.ChangeMembersAsync(group, tenant.CreateAddition(ring[(i + 1) % ring.Length]))
                        )
                )
            );

            Assert.Contains(CommitFailure.Cycle, outcomes);
            Assert.DoesNotContain(CommitFailure.Unknown, outcomes);
            foreach (string group in ring)
                Assert.False(
                    await fixture.Membership.IsNestedInAsync(tenant.Id, [group], group, CancellationToken.None)
                );
        }
    }

    [Fact]
    public async Task Member_AddedWhileItIsDeleted_LeavesNoMembership()
    {
        var tenant = new StorageTenant(fixture);
        string[] groups = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => tenant.CreateGroupAsync($"g{i}")));
        for (int round = 0; round < 10; round++)
        {
            string user = await tenant.CreateUserAsync($"user{round}");

            await Task.WhenAll([
                .. groups.Select(g => tenant.ChangeMembersAsync(g, tenant.CreateAddition(user))),
                tenant.DeleteResourceAsync(UserType, user),
            ]);

            Assert.Equal(
                [0L],
                await fixture.QueryRowsAsync<long>(
                    "SELECT count(*) FROM scim_member WHERE tenant = @Id AND member_id = @user",
                    new { tenant.Id, user }
                )
            );
        }
    }

    [Fact]
    public async Task Memberships_ChangedConcurrently_NeverDeadlock()
    {
        var tenant = new StorageTenant(fixture);
        for (int round = 0; round < 6; round++)
        {
            string[] users = await Task.WhenAll(
                Enumerable.Range(0, 12).Select(i => tenant.CreateUserAsync($"u{round}-{i}"))
            );
            string[] groups = await Task.WhenAll(
                Enumerable.Range(0, 10).Select(i => tenant.CreateGroupAsync($"g{round}-{i}", users))
            );
            MembershipDelta refill = tenant.CreateAddition([.. users.Reverse()]) with { Replace = true };

            // Groups are replaced, emptied and nested while members and groups are deleted.
            CommitFailure?[] outcomes = await Task.WhenAll([
                .. groups[..5].Select(g => TryWriteAsync(() => tenant.ChangeMembersAsync(g, refill))),
                .. groups[5..7]
                    .Select(g =>
                        TryWriteAsync(() =>
                            tenant.ChangeMembersAsync(
                                g,
                                new MembershipDelta { Remove = users, Add = [tenant.GetMemberKey(groups[0])] }
                            )
                        )
                    ),
                .. groups[8..].Select(g => TryWriteAsync(() => tenant.DeleteResourceAsync(GroupType, g))),
                .. users[..6].Select(u => TryWriteAsync(() => tenant.DeleteResourceAsync(UserType, u))),
                TryWriteAsync(() =>
                    tenant.ChangeMembersAsync(groups[7], tenant.CreateAddition(groups[8], groups[9], users[0]))
                ),
            ]);

            Assert.All(outcomes, o => Assert.Null(o));
            Assert.Equal(
                [0L],
                await fixture.QueryRowsAsync<long>(
                    "SELECT count(*) FROM scim_member AS m WHERE tenant = @Id AND NOT EXISTS (SELECT 1 "
                        + "FROM scim_resource AS r WHERE r.tenant = m.tenant AND r.id = m.member_id)",
                    new { tenant.Id }
                )
            );
        }

        Assert.Equal(
            [0L],
            await fixture.QueryRowsAsync<long>(
                "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
            )
        );
    }

    [Fact]
    public async Task Permission_GrantedDuringGroupDeletion_LeavesNone()
    {
        SiteTenant tenant = await SiteTenant.CreateAsync(fixture);
        string[] sites = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => tenant.CreateSiteAsync($"s{i}")));
        for (int round = 0; round < 10; round++)
        {
            string[] groups = await Task.WhenAll(
                Enumerable.Range(0, 3).Select(i => tenant.CreateGroupAsync($"g{round}-{i}"))
            );

            // Each site is changed sequentially, as by its grain.
            await Task.WhenAll([
                .. sites.Select(async s =>
                {
                    foreach (string group in groups)
                        await tenant.SetPermissionAsync(s, group, "Viewer");
                }),
                .. groups.Select(g => tenant.ResourceTenant.DeleteResourceAsync(GroupType, g)),
            ]);

            Assert.Equal(
                [0L],
                await fixture.QueryRowsAsync<long>(
                    "SELECT count(*) FROM scim_permission WHERE tenant = @Id",
                    new { tenant.Id }
                )
            );
        }
    }

    [Fact]
    public async Task Permissions_OfSitesAndGroupsDeletedConcurrently_NeverDeadlock()
    {
        SiteTenant tenant = await SiteTenant.CreateAsync(fixture);
        for (int round = 0; round < 6; round++)
        {
            string[] sites = await Task.WhenAll(
                Enumerable.Range(0, 6).Select(i => tenant.CreateSiteAsync($"s{round}-{i}"))
            );
            string[] groups = await Task.WhenAll(
                Enumerable.Range(0, 6).Select(i => tenant.CreateGroupAsync($"g{round}-{i}"))
            );
            foreach (string group in groups)
                await Task.WhenAll(sites.Select(s => tenant.SetPermissionAsync(s, group, "Editor")));

            CommitFailure?[] outcomes = await Task.WhenAll([
                .. sites.Select(s => TryWriteAsync(() => tenant.DeleteSiteAsync(s))),
                .. groups
                    .Reverse()
                    .Select(g => TryWriteAsync(() => tenant.ResourceTenant.DeleteResourceAsync(GroupType, g))),
            ]);

            Assert.All(outcomes, o => Assert.Null(o));
            Assert.Equal(
                [0L],
                await fixture.QueryRowsAsync<long>(
                    "SELECT count(*) FROM scim_permission WHERE tenant = @Id",
                    new { tenant.Id }
                )
            );
        }

        Assert.Equal(
            [0L],
            await fixture.QueryRowsAsync<long>(
                "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
            )
        );
    }

    [Fact]
    public async Task Role_RemovedDuringGrants_IsNeverReferenced()
    {
        SiteTenant tenant = await SiteTenant.CreateAsync(fixture);
        string group = await tenant.CreateGroupAsync("crew");
        string[] sites = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => tenant.CreateSiteAsync($"s{i}")));
        for (int round = 0; round < 10; round++)
        {
            CommitFailure?[] outcomes = await Task.WhenAll([
                .. sites.Select(s => TryWriteAsync(() => tenant.SetPermissionAsync(s, group, "Editor"))),
                TryWriteAsync(() => tenant.SetRolesAsync("Viewer")),
            ]);

            Assert.All(outcomes[..^1], o => Assert.True(o is null or CommitFailure.RoleUnknown, $"{o}"));
            Assert.True(outcomes[^1] is null or CommitFailure.RoleInUse, $"{outcomes[^1]}");
            Assert.Equal(
                [0L],
                await fixture.QueryRowsAsync<long>(
                    "SELECT count(*) FROM scim_permission AS p WHERE tenant = @Id AND NOT EXISTS (SELECT 1 "
                        + "FROM scim_role AS r WHERE r.tenant = p.tenant AND r.role = p.role)",
                    new { tenant.Id }
                )
            );
            await tenant.SetRolesAsync("Viewer", "Editor");
            foreach (string site in sites)
                await tenant.SetPermissionAsync(site, group, null);
        }
    }

    [Fact]
    public async Task Changes_ContainTheirTransaction()
    {
        var tenant = new StorageTenant(fixture);
        await tenant.CreateUserAsync("ada");
        await using DbConnection other = await fixture.Database.OpenConnectionAsync(CancellationToken.None);
        await using DbTransaction open = await other.BeginTransactionAsync();
        await other.ExecuteAsync("SELECT pg_current_xact_id()", transaction: open);
        await tenant.CreateUserAsync("bob");

        // Bob's change may be read only after the transaction that began earlier has ended, which could still commit a
        // lower sequence.
        const string Settled =
            "SELECT count(*) FROM scim_change WHERE tenant = @Id "
            + "AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())";
        Assert.InRange((await fixture.QueryRowsAsync<long>(Settled, new { tenant.Id })).Single(), 0, 1);
        await open.RollbackAsync();

        // Transactions of other tests delay this as well.
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await fixture.QueryRowsAsync<long>(Settled, new { tenant.Id })).Single() < 2)
            await Task.Delay(10, timeout.Token);
    }

    [Fact]
    public async Task Write_OfOneStateConcurrently_SucceedsOnce()
    {
        var tenant = new StorageTenant(fixture);
        string id = Guid.CreateVersion7().ToString();

        int refused = 0;
        await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(async i =>
                {
                    try
                    {
                        await new StorageTenant(fixture, tenant.Id).CreateResourceAsync(
                            UserType,
                            new() { ["userName"] = $"user{i}" },
                            id: id
                        );
                    }
                    catch (InconsistentStateException)
                    {
                        Interlocked.Increment(ref refused);
                    }
                })
        );

        Assert.Equal(15, refused);
        Assert.Equal(
            [1L],
            await fixture.QueryRowsAsync<long>("SELECT count(*) FROM scim_change WHERE tenant = @Id", new { tenant.Id })
        );
    }

    private async Task<CommitFailure?> TryWriteAsync(Func<Task> write)
    {
        try
        {
            await write();
            return null;
        }
        catch (Exception e)
        {
            return fixture.ErrorClassifier.ClassifyError(e);
        }
    }
}
