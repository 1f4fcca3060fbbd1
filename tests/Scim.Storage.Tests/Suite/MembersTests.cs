using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Storage.Tests.Suite;

/// <summary>Members of groups, as many at once as memory is meant for.</summary>
public abstract class MembersTests(StorageFixture fixture)
{
    private static readonly ResourceType Group = BuiltInResourceTypes.Group;

    [Fact]
    public async Task View_ShowsNoMoreMembersThanAsked()
    {
        var tenant = new Tenant(fixture);
        string[] users = await Users(tenant, 5);
        string group = await tenant.Group("crew", users), empty = await tenant.Group("empty");

        foreach ((int limit, int shown, bool more) in new[] { (4, 4, true), (5, 5, false), (6, 5, false) })
        {
            GroupView view = (await fixture.Directory.View(tenant.Id, group, limit, CancellationToken.None))!;
            Assert.Equal(users[..shown], view.Members.Select(m => m.Id));
            Assert.Equal((more, 0), (view.HasMore, view.MembersLost));
        }

        Assert.Empty((await fixture.Directory.View(tenant.Id, empty, 10, CancellationToken.None))!.Members);
        Assert.Null(await fixture.Directory.View(tenant.Id, users[0], 10, CancellationToken.None));
    }

    [Fact]
    public async Task View_AfterAMemberWasDeleted_CountsTheLossAndNothingElse()
    {
        var tenant = new Tenant(fixture);
        string[] users = await Users(tenant, 4);
        string group = await tenant.Group("crew", users), other = await tenant.Group("other", users[3]), outer = await tenant.Group("outer");
        await tenant.Members(outer, tenant.Add(group));

        await tenant.Members(group, new MembershipDelta { Remove = [users[0]] });
        Assert.Equal(0, await Lost(group));
        await tenant.Delete(BuiltInResourceTypes.User, users[0]);
        Assert.Equal(0, await Lost(group));
        await tenant.Delete(BuiltInResourceTypes.User, users[1]);
        await tenant.Delete(BuiltInResourceTypes.User, users[2]);
        Assert.Equal((2L, 0L, 0L), (await Lost(group), await Lost(other), await Lost(outer)));
        await tenant.Update(Group, group);
        Assert.Equal(2, await Lost(group));
        Assert.Equal(2, Row(await List(tenant), group).MembersLost);
        await tenant.Delete(Group, group);
        Assert.Equal((1L, 0L), (await Lost(outer), await Lost(other)));

        async Task<long> Lost(string id) => (await fixture.Directory.View(tenant.Id, id, 10, CancellationToken.None))!.MembersLost;
    }

    [Fact]
    public async Task MembersOf_SeveralGroups_TellsWhichAreCut()
    {
        var tenant = new Tenant(fixture);
        string[] users = await Users(tenant, 4);
        string[] groups = [await tenant.Group("a", users[..2]), await tenant.Group("b", users), await tenant.Group("c"), await tenant.Group("d", users[3])];

        foreach ((int limit, string counts, string cut) in new[] { (1, "1000", "abcd"), (2, "2000", "bcd"), (5, "2300", "bcd"), (6, "2400", "d"), (7, "2401", ""), (100, "2401", "") })
        {
            MembersOfGroups members = await fixture.Directory.MembersOf(tenant.Id, groups, limit, CancellationToken.None);
            Assert.Equal(counts, string.Concat(groups.Select(g => members[g].Count())));
            Assert.Equal(cut, string.Concat(groups.Select((g, i) => members.IsCut(g) ? "abcd"[i..(i + 1)] : "")));
        }
    }

    [Theory]
    [InlineData(null, "0123456g")]
    [InlineData("type eq \"Group\"", "g")]
    [InlineData("type eq \"user\" and display sw \"U\"", "0123456")]
    [InlineData("display eq \"u3\" or display eq \"U5\"", "35")]
    [InlineData("value eq \"{2}\"", "2")]
    [InlineData("value eq \"{2}\" and type eq \"Group\"", "")]
    [InlineData("not (value eq \"{2}\") and value pr", "013456g")]
    public async Task Members_PageByPage_AreWhatTheFilterSelects(string? filter, string expected)
    {
        var tenant = new Tenant(fixture);
        string[] users = await Users(tenant, 7);
        string inner = await tenant.Group("inner");
        string group = await tenant.Group("crew", [.. users, inner]);
        filter = filter?.Replace("{2}", users[2], StringComparison.Ordinal);
        MembersQuery query = Query(tenant, group, filter) with { Take = 3 };
        string forward = "", backward = "";

        MembersPage page = (await fixture.Directory.Members(query with { Counted = true }, CancellationToken.None))!;
        Assert.Equal(expected.Length, page.Total);
        for (; page.Members.Count > 0; page = (await fixture.Directory.Members(query with { From = page.Members[^1].Id }, CancellationToken.None))!)
        {
            forward += Names(page);
            Assert.True(forward.Length <= 8);
        }

        if (expected.Length > 0) Assert.Null(page.Total);
        page = (await fixture.Directory.Members(query with { Backward = true }, CancellationToken.None))!;
        for (; page.Members.Count > 0; page = (await fixture.Directory.Members(query with { From = page.Members[0].Id, Backward = true }, CancellationToken.None))!)
            backward = Names(page) + backward;

        Assert.Equal((expected, expected), (forward, backward));

        string Names(MembersPage members) => string.Concat(members.Members.Select(m => m.Id == inner ? "g" : m.Display![1..]));
    }

    [Fact]
    public async Task Members_OfNoGroup_AreNone()
    {
        var tenant = new Tenant(fixture);
        string user = await tenant.User("u"), group = await new Tenant(fixture).Group("g");
        Assert.Null(await fixture.Directory.Members(Query(tenant, user, null), CancellationToken.None));
        Assert.Null(await fixture.Directory.Members(Query(tenant, group, null), CancellationToken.None));
        ScimException refused = await Assert.ThrowsAsync<ScimException>(() => fixture.Directory.Members(Query(tenant, user, "$ref pr"), CancellationToken.None));
        Assert.Equal(ScimErrorKind.InvalidFilter, refused.Error.Kind);
    }

    private async Task<string[]> Users(Tenant tenant, int count)
    {
        string[] ids = new string[count];
        for (int i = 0; i < count; i++) ids[i] = await tenant.User($"u{i}");
        return ids;
    }

    private Task<DirectoryPage> List(Tenant tenant) =>
        fixture.Directory.List(new DirectoryQuery { Tenant = tenant.Id, Targets = [(Group, null)], Take = 10 }, CancellationToken.None);

    private static ResourceRow Row(DirectoryPage page, string id) => page.Rows.Single(r => r.Id == id);

    private static MembersQuery Query(Tenant tenant, string group, string? filter) => new()
    {
        Tenant = tenant.Id,
        Group = group,
        Filter = filter is null ? null : FilterParser.ParseValueFilter(Group, new AttributePath(Group.Schema, Group.Schema.Attribute("members")!, null), filter, FilterLimits.Default),
        Take = 10,
    };
}
