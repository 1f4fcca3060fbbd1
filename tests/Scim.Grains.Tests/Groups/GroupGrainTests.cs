using System.Text.Json.Nodes;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.Grains.Tests.Cluster;
using Scim.Protocol.Errors;

namespace Scim.Grains.Tests.Groups;

public sealed class GroupGrainTests(ClusterFixture cluster)
{
    [Fact]
    public async Task Patch_SixtyFourMembersConcurrently_KeepsAll()
    {
        GrainTestTenant tenant = await cluster.NewTenantAsync();
        string[] users = await CreateUsersAsync(tenant, 64);
        string group = (await tenant.CreateGroupAsync("crew")).Value!.Id;
        ScimResult<ResourceReply>[] results = await Task.WhenAll(users.Select(u => AddMemberAsync(tenant, group, u)));
        Assert.All(results, a => Assert.Null(a.Error));
        Assert.Equal(users.Order(), GetMemberIds(await tenant.ReadResourceAsync(tenant.GetGroup(group))).Order());
    }

    [Fact]
    public async Task Groups_OfAUser_FollowDirectAndNestedMembership()
    {
        GrainTestTenant tenant = await cluster.NewTenantAsync();
        string user = (await CreateUsersAsync(tenant, 1))[0];
        string inner = (await tenant.CreateGroupAsync("inner", user)).Value!.Id;
        string outer = (await tenant.CreateGroupAsync("outer", inner)).Value!.Id;
        Assert.Equal(new[] { (inner, "direct"), (outer, "indirect") }.Order(), await ReadGroupsAsync(tenant, user));
        await AddMemberAsync(tenant, outer, user);
        Assert.Equal(new[] { (inner, "direct"), (outer, "direct") }.Order(), await ReadGroupsAsync(tenant, user));
        await tenant.GetGroup(inner).Delete(new DeleteResource { Origin = tenant.Caller });
        Assert.Equal([(outer, "direct")], await ReadGroupsAsync(tenant, user));
        Assert.Equal(
            1,
            (int)(await tenant.ListResourcesAsync("User", $"groups.value eq \"{outer}\""))["totalResults"]!
        );
    }

    [Fact]
    public async Task Patch_ThatCreatesCycle_IsRejected()
    {
        GrainTestTenant tenant = await cluster.NewTenantAsync();
        string a = (await tenant.CreateGroupAsync("a")).Value!.Id;
        string b = (await tenant.CreateGroupAsync("b", a)).Value!.Id;
        string c = (await tenant.CreateGroupAsync("c", b)).Value!.Id;
        Assert.Equal(ScimErrorKind.InvalidValue, (await AddMemberAsync(tenant, a, c)).Error!.Kind);
        Assert.Equal(ScimErrorKind.InvalidValue, (await AddMemberAsync(tenant, a, a)).Error!.Kind);
        Assert.Empty(GetMemberIds(await tenant.ReadResourceAsync(tenant.GetGroup(a))));
    }

    [Fact]
    public async Task Patch_TwoHalvesOfACycleConcurrently_RejectsOne()
    {
        GrainTestTenant tenant = await cluster.NewTenantAsync();
        for (int round = 0; round < 10; round++)
        {
            string a = (await tenant.CreateGroupAsync($"a{round}")).Value!.Id;
            string b = (await tenant.CreateGroupAsync($"b{round}")).Value!.Id;
            ScimResult<ResourceReply>[] results = await Task.WhenAll(
                AddMemberAsync(tenant, a, b),
                AddMemberAsync(tenant, b, a)
            );
            Assert.Single(results, r => r.Error is null);
            Assert.Single(results, r => r.Error?.Kind == ScimErrorKind.InvalidValue);
        }
    }

    [Fact]
    public async Task Patch_UnknownMember_IsRejectedEntirely()
    {
        GrainTestTenant tenant = await cluster.NewTenantAsync();
        string user = (await CreateUsersAsync(tenant, 1))[0];
        string group = (await tenant.CreateGroupAsync("g")).Value!.Id;
        string operation =
            $$"""{"op":"add","path":"members","value":[{{GrainTestTenant.FormatMembers([user, Guid.CreateVersion7().ToString()])}}]}""";
        Assert.Equal(
            ScimErrorKind.InvalidValue,
            (await tenant.PatchResourceAsync(tenant.GetGroup(group), operation)).Error!.Kind
        );
        Assert.Empty(GetMemberIds(await tenant.ReadResourceAsync(tenant.GetGroup(group))));
    }

    [Fact]
    public async Task Patch_EveryFormOfRemoval_RemovesWhatItNames()
    {
        GrainTestTenant tenant = await cluster.NewTenantAsync();
        string[] u = await CreateUsersAsync(tenant, 5);
        string group = (await tenant.CreateGroupAsync("g", u)).Value!.Id;
        await tenant.PatchResourceAsync(
            tenant.GetGroup(group),
            $$"""{"op":"Remove","path":"members","value":[{"value":"{{u[0]}}"}]}"""
        );
        await tenant.PatchResourceAsync(
            tenant.GetGroup(group),
            $$"""{"op":"remove","path":"members[value eq \"{{u[1]}}\"]"}"""
        );
        await tenant.PatchResourceAsync(
            tenant.GetGroup(group),
            """{"op":"remove","path":"members[display eq \"USER2\"]"}"""
        );
        Assert.Equal(
            new[] { u[3], u[4] }.Order(),
            GetMemberIds(await tenant.ReadResourceAsync(tenant.GetGroup(group)))
        );
        await tenant.PatchResourceAsync(
            tenant.GetGroup(group),
            $$"""{"op":"replace","path":"members","value":[{"value":"{{u[0]}}"}]}"""
        );
        Assert.Equal([u[0]], GetMemberIds(await tenant.ReadResourceAsync(tenant.GetGroup(group))));
        await tenant.PatchResourceAsync(tenant.GetGroup(group), """{"op":"remove","path":"members"}""");
        Assert.Empty(GetMemberIds(await tenant.ReadResourceAsync(tenant.GetGroup(group))));
    }

    [Fact]
    public async Task Patch_ExistingMembers_CommitsNothing()
    {
        GrainTestTenant tenant = await cluster.NewTenantAsync();
        string user = (await CreateUsersAsync(tenant, 1))[0];
        string group = (await tenant.CreateGroupAsync("g", user)).Value!.Id;
        ScimResult<ResourceReply> again = await AddMemberAsync(tenant, group, user);
        Assert.Equal("W/\"1\"", again.Value!.Version);
    }

    [Fact]
    public async Task Delete_OfUser_RemovesUserFromGroups()
    {
        GrainTestTenant tenant = await cluster.NewTenantAsync();
        string[] u = await CreateUsersAsync(tenant, 2);
        string group = (await tenant.CreateGroupAsync("g", u)).Value!.Id;
        await tenant.GetUser(u[0]).Delete(new DeleteResource { Origin = tenant.Caller });
        Assert.Equal([u[1]], GetMemberIds(await tenant.ReadResourceAsync(tenant.GetGroup(group))));
    }

    private static Task<ScimResult<ResourceReply>> AddMemberAsync(
        GrainTestTenant tenant,
        string group,
        string member
    ) =>
        tenant.PatchResourceAsync(
            tenant.GetGroup(group),
            $$"""{"op":"add","path":"members","value":[{{GrainTestTenant.FormatMembers([member])}}]}"""
        );

    private static async Task<string[]> CreateUsersAsync(GrainTestTenant tenant, int count)
    {
        var ids = new List<string>();
        for (int i = 0; i < count; i++)
            ids.Add((await tenant.CreateUserAsync($"user{i}")).Value!.Id);
        return [.. ids];
    }

    private static string[] GetMemberIds(JsonObject group) =>
        [.. (group["members"]?.AsArray() ?? []).Select(m => (string)m!["value"]!).Order()];

    private static async Task<(string, string)[]> ReadGroupsAsync(GrainTestTenant tenant, string user) =>
        [
            .. ((await tenant.ReadResourceAsync(tenant.GetUser(user)))["groups"]?.AsArray() ?? [])
                .Select(g => ((string)g!["value"]!, (string)g["type"]!))
                .Order(),
        ];
}
