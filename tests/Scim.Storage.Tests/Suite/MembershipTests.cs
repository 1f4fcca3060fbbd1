using Scim.Grains.Storage;
using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Storage.Tests.Suite;

/// <summary>Members as rows: every form of the delta, nesting, circles, and what group grains ask.</summary>
public abstract class MembershipTests(StorageFixture fixture)
{
    private static readonly ResourceType Group = BuiltInResourceTypes.Group;

    [Fact]
    public async Task Delta_OfEachForm_LeavesTheMembersItSays()
    {
        var tenant = new Tenant(fixture);
        string a = await tenant.User("a"), b = await tenant.User("b"), c = await tenant.User("c");
        string group = await tenant.Group("g", a);
        Assert.Equal([a], await Members(tenant, group));

        await tenant.Members(group, tenant.Add(b, c));
        Assert.Equal([a, b, c], await Members(tenant, group));

        await tenant.Members(group, tenant.Add(b));
        Assert.Equal([a, b, c], await Members(tenant, group));

        await tenant.Members(group, new MembershipDelta { Remove = [a, "stranger"] });
        Assert.Equal([b, c], await Members(tenant, group));

        await tenant.Members(group, new MembershipDelta { Add = [tenant.Key(a)], Remove = [b] });
        Assert.Equal([a, c], await Members(tenant, group));

        await tenant.Update(Group, group);
        Assert.Equal([a, c], await Members(tenant, group));

        await tenant.Members(group, new MembershipDelta { Replace = true, Add = [tenant.Key(b)] });
        Assert.Equal([b], await Members(tenant, group));

        await tenant.Members(group, new MembershipDelta { Replace = true });
        Assert.Empty(await Members(tenant, group));
        Assert.False(await fixture.Membership.Any(tenant.Id, group, CancellationToken.None));
    }

    [Fact]
    public async Task Add_OfSomebodyWhoIsGoneOrOfAnotherTenant_IsLeftOut()
    {
        var tenant = new Tenant(fixture);
        var other = new Tenant(fixture);
        string a = await tenant.User("a"), gone = await tenant.User("gone"), stranger = await other.User("stranger");
        await tenant.Delete(BuiltInResourceTypes.User, gone);

        string group = await tenant.Group("g");
        await tenant.Members(group, new MembershipDelta { Add = [new(a, "User"), new(gone, "User"), new(stranger, "User"), new("nobody", "Group")] });

        Assert.Equal([a], await Members(tenant, group));
    }

    [Fact]
    public async Task Add_ThatClosesACircle_IsRefusedAsAWhole()
    {
        var tenant = new Tenant(fixture);
        string user = await tenant.User("u");
        string inner = await tenant.Group("inner");
        string middle = await tenant.Group("middle", inner);
        string outer = await tenant.Group("outer", middle);

        Exception refused = await Assert.ThrowsAnyAsync<Exception>(() => tenant.Members(inner, tenant.Add(user, outer)));
        Exception self = await Assert.ThrowsAnyAsync<Exception>(() => tenant.Members(inner, tenant.Add(inner)));

        Assert.Equal(CommitFault.Cycle, fixture.Faults.Classify(refused));
        Assert.Equal(CommitFault.Cycle, fixture.Faults.Classify(self));
        Assert.Empty(await Members(tenant, inner));
        await tenant.Members(inner, tenant.Add(user));
        Assert.Equal([user], await Members(tenant, inner));
    }

    [Fact]
    public async Task Add_ThatMakesADiamond_IsNoCircle()
    {
        var tenant = new Tenant(fixture);
        string bottom = await tenant.Group("bottom");
        string left = await tenant.Group("left", bottom), right = await tenant.Group("right", bottom);
        string top = await tenant.Group("top", left, right);

        Assert.True(await fixture.Membership.Contains(tenant.Id, [top], bottom, CancellationToken.None));
        Assert.False(await fixture.Membership.Contains(tenant.Id, [bottom], top, CancellationToken.None));
        Assert.False(await fixture.Membership.Contains(tenant.Id, [left], right, CancellationToken.None));
        Assert.False(await fixture.Membership.Contains(tenant.Id, [], right, CancellationToken.None));
    }

    [Fact]
    public async Task GroupsOf_ShowsDirectAndIndirectOnesOnce()
    {
        var tenant = new Tenant(fixture);
        string user = await tenant.User("u"), lone = await tenant.User("lone");
        string inner = await tenant.Group("Inner", user);
        string outer = await tenant.Group("Outer", inner, user);
        string top = await tenant.Group("Top", outer);

        ILookup<string, GroupRow> groups = await fixture.Directory.GroupsOf(tenant.Id, [user, lone, inner], CancellationToken.None);

        Assert.Equal([new(inner, "Inner", true), new(outer, "Outer", true), new(top, "Top", false)], groups[user]);
        Assert.Equal([new(outer, "Outer", true), new(top, "Top", false)], groups[inner]);
        Assert.Empty(groups[lone]);
        Assert.Empty(await fixture.Directory.GroupsOf(tenant.Id, [], CancellationToken.None));
    }

    [Fact]
    public async Task MembersOf_ShowsKindAndPresentName()
    {
        var tenant = new Tenant(fixture);
        string user = await tenant.User("u", """{"displayName":"Ürsula"}"""), plain = await tenant.User("Plain");
        string inner = await tenant.Group("Inner");
        string group = await tenant.Group("g", user, plain, inner), empty = await tenant.Group("empty");

        MembersOfGroups members = await fixture.Directory.MembersOf(tenant.Id, [group, empty], 100, CancellationToken.None);

        Assert.Equal([new(user, "User", "Ürsula"), new(plain, "User", "Plain"), new(inner, "Group", "Inner")], members[group]);
        Assert.Empty(members[empty]);
    }

    [Fact]
    public async Task Probe_KnowsWhoIsThereAndWhoIsIn()
    {
        var tenant = new Tenant(fixture);
        string a = await tenant.User("a"), b = await tenant.User("b"), inner = await tenant.Group("inner");
        string group = await tenant.Group("g", a);
        string[] ids = [a, b, inner, "nobody", await new Tenant(fixture).User("elsewhere"), .. Enumerable.Range(0, 5000).Select(i => $"x{i}")];

        IReadOnlyDictionary<string, MemberProbe> found = await fixture.Membership.Probe(tenant.Id, group, ids, CancellationToken.None);

        Assert.Equal(
            new Dictionary<string, MemberProbe> { [a] = new("User", true), [b] = new("User", false), [inner] = new("Group", false) }, found);
    }

    [Theory]
    [InlineData("value eq \"{a}\"", "a")]
    [InlineData("value ne \"{a}\"", "b,inner")]
    [InlineData("type eq \"group\"", "inner")]
    [InlineData("type eq \"User\" and display sw \"BE\"", "b")]
    [InlineData("display pr", "a,b,inner")]
    [InlineData("not (display co \"n\")", "a,b")]
    [InlineData("value eq \"nobody\" or display eq \"inner\"", "inner")]
    public async Task Matching_SelectsByTheMembersSubAttributes(string filter, string expected)
    {
        var tenant = new Tenant(fixture);
        var ids = new Dictionary<string, string> { ["a"] = await tenant.User("a"), ["b"] = await tenant.User("b", """{"displayName":"Bea"}"""), ["inner"] = await tenant.Group("Inner") };
        string group = await tenant.Group("g", [.. ids.Values]);
        Assert.True(PathResolver.TryResolve(Group, "members", out AttributePath? members, out _));
        Filter parsed = FilterParser.ParseValueFilter(Group, members, filter.Replace("{a}", ids["a"], StringComparison.Ordinal), FilterLimits.Default);

        IReadOnlyList<string> found = await fixture.Membership.Matching(tenant.Id, group, parsed, CancellationToken.None);

        Assert.Equal(expected.Split(',').Select(n => ids[n]).Order(), found.Order());
    }

    private Task<List<string>> Members(Tenant tenant, string group) =>
        fixture.Rows<string>("SELECT member_id FROM scim_member WHERE tenant = @Id AND group_id = @group ORDER BY member_id", new { tenant.Id, group });
}
