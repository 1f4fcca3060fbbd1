using Scim.Grains.Storage;
using Scim.Storage.Tests.Suite;

namespace Scim.Storage.Tests.Postgres;

/// <summary>
/// Tests that concurrent lookups of member candidates are batched, and that each group receives its own results.
/// </summary>
[Collection(nameof(PostgresSuite))]
public sealed class MemberCandidateTests(PostgresFixture fixture)
{
    [Fact]
    public async Task Probe_OfManyGroupsAndTenants_ReturnsEachItsOwn()
    {
        StorageTenant[] tenants = [.. Enumerable.Range(0, 4).Select(_ => new StorageTenant(fixture))];
        string[] users = await Task.WhenAll(tenants.Select(t => t.CreateUserAsync("member")));
        (StorageTenant Tenant, string Id, string Member)[] groups = await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(async i =>
                {
                    StorageTenant tenant = tenants[i % 4];
                    return (
                        tenant,
                        i < 20
                            ? await tenant.CreateGroupAsync($"g{i}", users[i % 4])
                            : await tenant.CreateGroupAsync($"g{i}"),
                        users[i % 4]
                    );
                })
        );

        IReadOnlyDictionary<string, MemberCandidate>[] found = await Task.WhenAll(
            groups.Select(g => ReadCandidatesAsync(g.Tenant.Id, g.Id, [.. users, groups[0].Id, "missing"]))
        );

        for (int i = 0; i < groups.Length; i++)
        {
            var expected = new Dictionary<string, MemberCandidate> { [groups[i].Member] = new("User", i < 20) };
            if (i % 4 == 0)
                expected[groups[0].Id] = new MemberCandidate("Group", IsMember: false);
            Assert.Equal(expected.OrderBy(e => e.Key), found[i].OrderBy(f => f.Key));
        }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(21)]
    public async Task Probe_AtAndOverBatchLimit_ReturnsTheSame(int count)
    {
        var tenant = new StorageTenant(fixture);
        string[] users = await Task.WhenAll(Enumerable.Range(0, count).Select(i => tenant.CreateUserAsync($"user{i}")));
        string group = await tenant.CreateGroupAsync("g", users[^1]);

        IReadOnlyDictionary<string, MemberCandidate> found = await ReadCandidatesAsync(tenant.Id, group, users);

        Assert.Equal(users.Order(), found.Keys.Order());
        Assert.Equal([users[^1]], found.Where(f => f.Value.IsMember).Select(f => f.Key));
    }

    [Fact]
    public async Task Probe_Cancelled_EndsImmediately()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            fixture.Membership.FindCandidatesAsync("t", "g", ["u"], cancelled.Token)
        );
    }

    private Task<IReadOnlyDictionary<string, MemberCandidate>> ReadCandidatesAsync(
        string tenant,
        string group,
        string[] ids
    ) => fixture.Membership.FindCandidatesAsync(tenant, group, ids, CancellationToken.None);
}
