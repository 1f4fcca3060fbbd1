using Scim.Grains.Storage;
using Scim.Storage.Tests.Suite;

namespace Scim.Storage.Tests.Postgres;

/// <summary>Would-be members of several groups that are looked up at the same time: each group hears of its own.</summary>
[Collection(nameof(PostgresSuite))]
public sealed class ProbeTests(PostgresFixture fixture)
{
    [Fact]
    public async Task Probe_OfManyGroupsAndTenantsAtOnce_TellsEachItsOwn()
    {
        Tenant[] tenants = [.. Enumerable.Range(0, 4).Select(_ => new Tenant(fixture))];
        string[] users = await Task.WhenAll(tenants.Select(t => t.User("member")));
        (Tenant Tenant, string Id, string Member)[] groups = await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            Tenant tenant = tenants[i % 4];
            return (tenant, i < 20 ? await tenant.Group($"g{i}", users[i % 4]) : await tenant.Group($"g{i}"), users[i % 4]);
        }));

        IReadOnlyDictionary<string, MemberProbe>[] found = await Task.WhenAll(groups.Select(g => Probe(g.Tenant.Id, g.Id, [.. users, groups[0].Id, "nobody"])));

        for (int i = 0; i < groups.Length; i++)
        {
            var expected = new Dictionary<string, MemberProbe> { [groups[i].Member] = new("User", i < 20) };
            if (i % 4 == 0) expected[groups[0].Id] = new MemberProbe("Group", IsMember: false);
            Assert.Equal(expected.OrderBy(e => e.Key), found[i].OrderBy(f => f.Key));
        }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(21)]
    public async Task Probe_OfAsManyAsGoTogetherAndOneMore_TellsTheSame(int count)
    {
        var tenant = new Tenant(fixture);
        string[] users = await Task.WhenAll(Enumerable.Range(0, count).Select(i => tenant.User($"user{i}")));
        string group = await tenant.Group("g", users[^1]);

        IReadOnlyDictionary<string, MemberProbe> found = await Probe(tenant.Id, group, users);

        Assert.Equal(users.Order(), found.Keys.Order());
        Assert.Equal([users[^1]], found.Where(f => f.Value.IsMember).Select(f => f.Key));
    }

    [Fact]
    public async Task Probe_ThatIsGivenUp_EndsAtOnce()
    {
        using var given = new CancellationTokenSource();
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fixture.Membership.Probe("t", "g", ["u"], given.Token));
    }

    private Task<IReadOnlyDictionary<string, MemberProbe>> Probe(string tenant, string group, string[] ids) =>
        fixture.Membership.Probe(tenant, group, ids, CancellationToken.None);
}
