using Scim.Grains.Storage;
using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Storage.Tests.Suite;

/// <summary>Tests members as rows: every form of delta, nesting, cycles, and the queries of group grains.</summary>
public abstract class MembershipTests(StorageFixture fixture)
{
    private static readonly ResourceType GroupType = BuiltInResourceTypes.Group;

    [Fact]
    public async Task Delta_OfEachForm_ProducesTheExpectedMembers()
    {
        var tenant = new StorageTenant(fixture);
        string a = await tenant.CreateUserAsync("a"),
            b = await tenant.CreateUserAsync("b"),
            c = await tenant.CreateUserAsync("c");
        string group = await tenant.CreateGroupAsync("g", a);
        Assert.Equal([a], await ReadMembersAsync(tenant, group));

        await tenant.ChangeMembersAsync(group, tenant.CreateAddition(b, c));
        Assert.Equal([a, b, c], await ReadMembersAsync(tenant, group));

        await tenant.ChangeMembersAsync(group, tenant.CreateAddition(b));
        Assert.Equal([a, b, c], await ReadMembersAsync(tenant, group));

        await tenant.ChangeMembersAsync(group, new MembershipDelta { Remove = [a, "foreign"] });
        Assert.Equal([b, c], await ReadMembersAsync(tenant, group));

        await tenant.ChangeMembersAsync(group, new MembershipDelta { Add = [tenant.GetMemberKey(a)], Remove = [b] });
        Assert.Equal([a, c], await ReadMembersAsync(tenant, group));

        await tenant.UpdateResourceAsync(GroupType, group);
        Assert.Equal([a, c], await ReadMembersAsync(tenant, group));

        await tenant.ChangeMembersAsync(group, new MembershipDelta { Replace = true, Add = [tenant.GetMemberKey(b)] });
        Assert.Equal([b], await ReadMembersAsync(tenant, group));

        await tenant.ChangeMembersAsync(group, new MembershipDelta { Replace = true });
        Assert.Empty(await ReadMembersAsync(tenant, group));
        Assert.False(await fixture.Membership.HasMembersAsync(tenant.Id, group, CancellationToken.None));
    }

    [Fact]
    public async Task Add_OfDeletedOrForeignMember_IsIgnored()
    {
        var tenant = new StorageTenant(fixture);
        var other = new StorageTenant(fixture);
        string a = await tenant.CreateUserAsync("a"),
            deleted = await tenant.CreateUserAsync("deleted"),
            foreign = await other.CreateUserAsync("foreign");
        await tenant.DeleteResourceAsync(BuiltInResourceTypes.User, deleted);

        string group = await tenant.CreateGroupAsync("g");
        await tenant.ChangeMembersAsync(
            group,
            new MembershipDelta
            {
                Add = [new(a, "User"), new(deleted, "User"), new(foreign, "User"), new("missing", "Group")],
            }
        );

        Assert.Equal([a], await ReadMembersAsync(tenant, group));
    }

    [Fact]
    public async Task Add_ThatCreatesCycle_IsRejectedEntirely()
    {
        var tenant = new StorageTenant(fixture);
        string user = await tenant.CreateUserAsync("u");
        string inner = await tenant.CreateGroupAsync("inner");
        string middle = await tenant.CreateGroupAsync("middle", inner);
        string outer = await tenant.CreateGroupAsync("outer", middle);

        Exception refused = await Assert.ThrowsAnyAsync<Exception>(() =>
            tenant.ChangeMembersAsync(inner, tenant.CreateAddition(user, outer))
        );
        Exception self = await Assert.ThrowsAnyAsync<Exception>(() =>
            tenant.ChangeMembersAsync(inner, tenant.CreateAddition(inner))
        );

        Assert.Equal(CommitFailure.Cycle, fixture.ErrorClassifier.ClassifyError(refused));
        Assert.Equal(CommitFailure.Cycle, fixture.ErrorClassifier.ClassifyError(self));
        Assert.Empty(await ReadMembersAsync(tenant, inner));
        await tenant.ChangeMembersAsync(inner, tenant.CreateAddition(user));
        Assert.Equal([user], await ReadMembersAsync(tenant, inner));
    }

    [Fact]
    public async Task Add_ThatCreatesDiamond_IsNotACycle()
    {
        var tenant = new StorageTenant(fixture);
        string bottom = await tenant.CreateGroupAsync("bottom");
        string left = await tenant.CreateGroupAsync("left", bottom),
            right = await tenant.CreateGroupAsync("right", bottom);
        string top = await tenant.CreateGroupAsync("top", left, right);

        Assert.True(await fixture.Membership.IsNestedInAsync(tenant.Id, [top], bottom, CancellationToken.None));
        Assert.False(await fixture.Membership.IsNestedInAsync(tenant.Id, [bottom], top, CancellationToken.None));
        Assert.False(await fixture.Membership.IsNestedInAsync(tenant.Id, [left], right, CancellationToken.None));
        Assert.False(await fixture.Membership.IsNestedInAsync(tenant.Id, [], right, CancellationToken.None));
    }

    [Fact]
    public async Task GroupsOf_ShowsDirectAndIndirectGroupsOnce()
    {
        var tenant = new StorageTenant(fixture);
        string user = await tenant.CreateUserAsync("u"),
            lone = await tenant.CreateUserAsync("lone");
        string inner = await tenant.CreateGroupAsync("Inner", user);
        string outer = await tenant.CreateGroupAsync("Outer", inner, user);
        string top = await tenant.CreateGroupAsync("Top", outer);

        ILookup<string, GroupRow> groups = await fixture.Directory.ReadGroupsByMemberAsync(
            tenant.Id,
            [user, lone, inner],
            CancellationToken.None
        );

        Assert.Equal([new(inner, "Inner", true), new(outer, "Outer", true), new(top, "Top", false)], groups[user]);
        Assert.Equal([new(outer, "Outer", true), new(top, "Top", false)], groups[inner]);
        Assert.Empty(groups[lone]);
        Assert.Empty(await fixture.Directory.ReadGroupsByMemberAsync(tenant.Id, [], CancellationToken.None));
    }

    [Fact]
    public async Task GroupsOf_ManyUsersAtOnce_ReturnsEachItsOwn()
    {
        StorageTenant[] tenants = [.. Enumerable.Range(0, 3).Select(_ => new StorageTenant(fixture))];
        var expected = new List<(string Tenant, string User, GroupRow[] Groups)>();
        foreach (StorageTenant tenant in tenants)
        {
            string first = await tenant.CreateUserAsync("first"),
                second = await tenant.CreateUserAsync("second"),
                none = await tenant.CreateUserAsync("none");
            string inner = await tenant.CreateGroupAsync("Inner", first);
            string outer = await tenant.CreateGroupAsync("Outer", inner, second);
            expected.Add((tenant.Id, first, [new(inner, "Inner", true), new(outer, "Outer", false)]));
            expected.Add((tenant.Id, second, [new(outer, "Outer", true)]));
            expected.Add((tenant.Id, none, []));
        }

        ILookup<string, GroupRow>[] found = await Task.WhenAll(
            expected.Select(e => fixture.Directory.ReadGroupsByMemberAsync(e.Tenant, [e.User], CancellationToken.None))
        );

        for (int i = 0; i < found.Length; i++)
            Assert.Equal(expected[i].Groups, found[i][expected[i].User]);
    }

    [Fact]
    public async Task MembersOf_Group_ShowsTypeAndCurrentName()
    {
        var tenant = new StorageTenant(fixture);
        string user = await tenant.CreateUserAsync("u", """{"displayName":"Ürsula"}"""),
            plain = await tenant.CreateUserAsync("Plain");
        string inner = await tenant.CreateGroupAsync("Inner");
        string group = await tenant.CreateGroupAsync("g", user, plain, inner),
            empty = await tenant.CreateGroupAsync("empty");

        GroupMembersLookup members = await fixture.Directory.ReadMembersByGroupAsync(
            tenant.Id,
            [group, empty],
            100,
            CancellationToken.None
        );

        Assert.Equal(
            [new(user, "User", "Ürsula"), new(plain, "User", "Plain"), new(inner, "Group", "Inner")],
            members[group]
        );
        Assert.Empty(members[empty]);
    }

    [Fact]
    public async Task Probe_OfCandidates_ReportsExistenceAndMembership()
    {
        var tenant = new StorageTenant(fixture);
        string a = await tenant.CreateUserAsync("a"),
            b = await tenant.CreateUserAsync("b"),
            inner = await tenant.CreateGroupAsync("inner");
        string group = await tenant.CreateGroupAsync("g", a);
        string[] ids =
        [
            a,
            b,
            inner,
            "missing",
            await new StorageTenant(fixture).CreateUserAsync("elsewhere"),
            .. Enumerable.Range(0, 5000).Select(i => $"x{i}"),
        ];

        IReadOnlyDictionary<string, MemberCandidate> found = await fixture.Membership.FindCandidatesAsync(
            tenant.Id,
            group,
            ids,
            CancellationToken.None
        );

        Assert.Equal(
            new Dictionary<string, MemberCandidate>
            {
                [a] = new("User", true),
                [b] = new("User", false),
                [inner] = new("Group", false),
            },
            found
        );
    }

    [Theory]
    [InlineData("value eq \"{a}\"", "a")]
    [InlineData("value ne \"{a}\"", "b,inner")]
    [InlineData("type eq \"group\"", "inner")]
    [InlineData("type eq \"User\" and display sw \"BE\"", "b")]
    [InlineData("display pr", "a,b,inner")]
    [InlineData("not (display co \"n\")", "a,b")]
    [InlineData("value eq \"missing\" or display eq \"inner\"", "inner")]
    public async Task Matching_SelectsByTheMembersSubAttributes(string filter, string expected)
    {
        var tenant = new StorageTenant(fixture);
        var ids = new Dictionary<string, string>
        {
            ["a"] = await tenant.CreateUserAsync("a"),
            ["b"] = await tenant.CreateUserAsync("b", """{"displayName":"Bea"}"""),
            ["inner"] = await tenant.CreateGroupAsync("Inner"),
        };
        string group = await tenant.CreateGroupAsync("g", [.. ids.Values]);
        Assert.True(PathResolver.TryResolve(GroupType, "members", out AttributePath? members, out _));
        Filter parsed = FilterParser.ParseValueFilter(
            GroupType,
            members,
            filter.Replace("{a}", ids["a"], StringComparison.Ordinal),
            FilterLimits.Default
        );

        IReadOnlyList<string> found = await fixture.Membership.FindMatchingMembersAsync(
            tenant.Id,
            group,
            parsed,
            CancellationToken.None
        );

        Assert.Equal(expected.Split(',').Select(n => ids[n]).Order(), found.Order());
    }

    private Task<List<string>> ReadMembersAsync(StorageTenant tenant, string group) =>
        fixture.QueryRowsAsync<string>(
            "SELECT member_id FROM scim_member WHERE tenant = @Id AND group_id = @group ORDER BY member_id",
            new { tenant.Id, group }
        );
}
