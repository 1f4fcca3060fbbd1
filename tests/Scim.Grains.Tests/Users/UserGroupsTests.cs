using System.Text.Json.Nodes;
using Scim.GrainInterfaces.Resources;
using Scim.Grains.Tests.Cluster;

namespace Scim.Grains.Tests.Users;

/// <summary>
/// Tests the groups of a user after each type of change, when they were read and cached just before.
/// </summary>
public sealed class UserGroupsTests(ClusterFixture cluster)
{
    public static TheoryData<string, string[]> MembershipChanges =>
        new()
        {
            { "add", ["inner direct Inner", "outer indirect Outer", "other direct Other"] },
            { "remove", [] },
            { "replace", [] },
            { "rename inner", ["inner direct New", "outer indirect Outer"] },
            { "rename outer", ["inner direct Inner", "outer indirect New"] },
            { "nest", ["inner direct Inner", "outer indirect Outer", "other indirect Other"] },
            { "take apart", ["inner direct Inner"] },
            { "delete inner", [] },
            { "delete outer", ["inner direct Inner"] },
            { "nothing", ["inner direct Inner", "outer indirect Outer"] },
        };

    [Theory, MemberData(nameof(MembershipChanges))]
    public async Task Read_AfterAChangeOfTheGroups_ShowsIt(string change, string[] expected)
    {
        GrainTestTenant tenant = await cluster.NewTenantAsync();
        string user = (await tenant.CreateUserAsync("ada")).Value!.Id;
        string inner = (await tenant.CreateGroupAsync("Inner", user)).Value!.Id;
        string outer = (await tenant.CreateGroupAsync("Outer", inner)).Value!.Id;
        string other = (await tenant.CreateGroupAsync("Other")).Value!.Id;
        Dictionary<string, string> names = new()
        {
            [inner] = "inner",
            [outer] = "outer",
            [other] = "other",
        };
        string[] before = await ReadGroupsAsync();
        Assert.Equal(new[] { "inner direct Inner", "outer indirect Outer" }, before);
        string etag = (string)(await tenant.ReadResourceAsync(tenant.GetUser(user)))["meta"]!["version"]!;

        await (
            change switch
            {
                "add" => PatchGroupAsync(other, $$"""{"op":"add","path":"members","value":[{"value":"{{user}}"}]}"""),
                "remove" => PatchGroupAsync(inner, $$"""{"op":"remove","path":"members[value eq \"{{user}}\"]"}"""),
                "replace" => PatchGroupAsync(inner, """{"op":"replace","path":"members","value":[]}"""),
                "rename inner" => PatchGroupAsync(inner, """{"op":"replace","path":"displayName","value":"New"}"""),
                "rename outer" => PatchGroupAsync(outer, """{"op":"replace","path":"displayName","value":"New"}"""),
                "nest" => PatchGroupAsync(other, $$"""{"op":"add","path":"members","value":[{"value":"{{outer}}"}]}"""),
                "take apart" => PatchGroupAsync(
                    outer,
                    $$"""{"op":"remove","path":"members[value eq \"{{inner}}\"]"}"""
                ),
                "delete inner" => tenant.GetGroup(inner).Delete(new DeleteResource { Origin = tenant.Caller }),
                "delete outer" => tenant.GetGroup(outer).Delete(new DeleteResource { Origin = tenant.Caller }),
                _ => Task.CompletedTask,
            }
        );

        Assert.Equal(expected.Order(), await ReadGroupsAsync());
        Assert.Equal(
            change == "nothing",
            etag == (string)(await tenant.ReadResourceAsync(tenant.GetUser(user)))["meta"]!["version"]!
        );

        Task PatchGroupAsync(string group, string operation) =>
            tenant.PatchResourceAsync(tenant.GetGroup(group), operation);

        async Task<string[]> ReadGroupsAsync() =>
            [
                .. (((await tenant.ReadResourceAsync(tenant.GetUser(user)))["groups"] as JsonArray) ?? [])
                    .Select(g => $"{names[(string)g!["value"]!]} {g["type"]} {g["display"]}")
                    .Order(),
            ];
    }

    [Fact]
    public async Task Read_UnderTheRequestIdOfTheCreation_ShowsGroupsJoinedSince()
    {
        GrainTestTenant tenant = await cluster.NewTenantAsync();
        RequestOrigin caller = tenant.Caller;
        string id = Guid.CreateVersion7().ToString();
        await tenant
            .GetUser(id)
            .Create(new CreateResource { Origin = caller, Body = """{"userName":"ada"}"""u8.ToArray() });
        await tenant.CreateGroupAsync("Crew", id);
        ReadOnlyMemory<byte> body = (await tenant.GetUser(id).Read(new ReadResource { Origin = caller })).Value!.Body;
        Assert.Single((JsonArray)GrainTestTenant.ParseJson(body)["groups"]!);
    }
}
