using System.Text.Json.Nodes;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.Grains.Tests.Cluster;
using Scim.Protocol.Errors;

namespace Scim.Grains.Tests.Groups;

public sealed class GroupGrainTests(ClusterFixture cluster)
{
    [Fact]
    public async Task Patch_SixtyFourMembersAtOnce_LosesNone()
    {
        TestTenant tenant = await cluster.NewTenant();
        string[] users = await Users(tenant, 64);
        string group = (await tenant.CreateGroup("crew")).Value!.Id;
        ScimResult<ResourceReply>[] answers = await Task.WhenAll(users.Select(u => Add(tenant, group, u)));
        Assert.All(answers, a => Assert.Null(a.Error));
        Assert.Equal(users.Order(), Members(await tenant.Read(tenant.Group(group))).Order());
    }

    [Fact]
    public async Task Groups_OfAUser_FollowDirectAndNestedMembership()
    {
        TestTenant tenant = await cluster.NewTenant();
        string user = (await Users(tenant, 1))[0];
        string inner = (await tenant.CreateGroup("inner", user)).Value!.Id;
        string outer = (await tenant.CreateGroup("outer", inner)).Value!.Id;
        Assert.Equal(new[] { (inner, "direct"), (outer, "indirect") }.Order(), await GroupsOf(tenant, user));
        await Add(tenant, outer, user);
        Assert.Equal(new[] { (inner, "direct"), (outer, "direct") }.Order(), await GroupsOf(tenant, user));
        await tenant.Group(inner).Delete(new DeleteResource { Caller = tenant.Caller });
        Assert.Equal([(outer, "direct")], await GroupsOf(tenant, user));
        Assert.Equal(1, (int)(await tenant.List("User", $"groups.value eq \"{outer}\""))["totalResults"]!);
    }

    [Fact]
    public async Task Patch_ThatClosesACircle_IsRefused()
    {
        TestTenant tenant = await cluster.NewTenant();
        string a = (await tenant.CreateGroup("a")).Value!.Id;
        string b = (await tenant.CreateGroup("b", a)).Value!.Id;
        string c = (await tenant.CreateGroup("c", b)).Value!.Id;
        Assert.Equal(ScimErrorKind.InvalidValue, (await Add(tenant, a, c)).Error!.Kind);
        Assert.Equal(ScimErrorKind.InvalidValue, (await Add(tenant, a, a)).Error!.Kind);
        Assert.Empty(Members(await tenant.Read(tenant.Group(a))));
    }

    [Fact]
    public async Task Patch_TwoHalvesOfACircleAtOnce_OneIsRefused()
    {
        TestTenant tenant = await cluster.NewTenant();
        for (int round = 0; round < 10; round++)
        {
            string a = (await tenant.CreateGroup($"a{round}")).Value!.Id;
            string b = (await tenant.CreateGroup($"b{round}")).Value!.Id;
            ScimResult<ResourceReply>[] answers = await Task.WhenAll(Add(tenant, a, b), Add(tenant, b, a));
            Assert.Single(answers, r => r.Error is null);
            Assert.Single(answers, r => r.Error?.Kind == ScimErrorKind.InvalidValue);
        }
    }

    [Fact]
    public async Task Patch_UnknownMember_IsRefusedAsAWhole()
    {
        TestTenant tenant = await cluster.NewTenant();
        string user = (await Users(tenant, 1))[0];
        string group = (await tenant.CreateGroup("g")).Value!.Id;
        string operation = $$"""{"op":"add","path":"members","value":[{{TestTenant.Values([user, Guid.CreateVersion7().ToString()])}}]}""";
        Assert.Equal(ScimErrorKind.InvalidValue, (await tenant.Patch(tenant.Group(group), operation)).Error!.Kind);
        Assert.Empty(Members(await tenant.Read(tenant.Group(group))));
    }

    [Fact]
    public async Task Patch_EveryFormOfRemoval_RemovesWhatItNames()
    {
        TestTenant tenant = await cluster.NewTenant();
        string[] u = await Users(tenant, 5);
        string group = (await tenant.CreateGroup("g", u)).Value!.Id;
        await tenant.Patch(tenant.Group(group), $$"""{"op":"Remove","path":"members","value":[{"value":"{{u[0]}}"}]}""");
        await tenant.Patch(tenant.Group(group), $$"""{"op":"remove","path":"members[value eq \"{{u[1]}}\"]"}""");
        await tenant.Patch(tenant.Group(group), """{"op":"remove","path":"members[display eq \"USER2\"]"}""");
        Assert.Equal(new[] { u[3], u[4] }.Order(), Members(await tenant.Read(tenant.Group(group))));
        await tenant.Patch(tenant.Group(group), $$"""{"op":"replace","path":"members","value":[{"value":"{{u[0]}}"}]}""");
        Assert.Equal([u[0]], Members(await tenant.Read(tenant.Group(group))));
        await tenant.Patch(tenant.Group(group), """{"op":"remove","path":"members"}""");
        Assert.Empty(Members(await tenant.Read(tenant.Group(group))));
    }

    [Fact]
    public async Task Patch_MembersWhoAreIn_CommitsNothing()
    {
        TestTenant tenant = await cluster.NewTenant();
        string user = (await Users(tenant, 1))[0];
        string group = (await tenant.CreateGroup("g", user)).Value!.Id;
        ScimResult<ResourceReply> again = await Add(tenant, group, user);
        Assert.Equal("W/\"1\"", again.Value!.Version);
    }

    [Fact]
    public async Task Delete_OfAUser_TakesHimOutOfHisGroups()
    {
        TestTenant tenant = await cluster.NewTenant();
        string[] u = await Users(tenant, 2);
        string group = (await tenant.CreateGroup("g", u)).Value!.Id;
        await tenant.User(u[0]).Delete(new DeleteResource { Caller = tenant.Caller });
        Assert.Equal([u[1]], Members(await tenant.Read(tenant.Group(group))));
    }

    private static Task<ScimResult<ResourceReply>> Add(TestTenant tenant, string group, string member) =>
        tenant.Patch(tenant.Group(group), $$"""{"op":"add","path":"members","value":[{{TestTenant.Values([member])}}]}""");

    private static async Task<string[]> Users(TestTenant tenant, int count)
    {
        var ids = new List<string>();
        for (int i = 0; i < count; i++) ids.Add((await tenant.CreateUser($"user{i}")).Value!.Id);
        return [.. ids];
    }

    private static string[] Members(JsonObject group) => [.. (group["members"]?.AsArray() ?? []).Select(m => (string)m!["value"]!).Order()];

    private static async Task<(string, string)[]> GroupsOf(TestTenant tenant, string user) =>
        [.. ((await tenant.Read(tenant.User(user)))["groups"]?.AsArray() ?? []).Select(g => ((string)g!["value"]!, (string)g["type"]!)).Order()];
}
