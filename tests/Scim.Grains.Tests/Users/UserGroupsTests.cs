using System.Text.Json.Nodes;
using Scim.GrainInterfaces.Resources;
using Scim.Grains.Tests.Cluster;

namespace Scim.Grains.Tests.Users;

/// <summary>What a user shows of his groups after each kind of change, when it was shown, and kept, a moment before.</summary>
public sealed class UserGroupsTests(ClusterFixture cluster)
{
    public static TheoryData<string, string[]> Changes => new()
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

    [Theory, MemberData(nameof(Changes))]
    public async Task Read_AfterAChangeOfTheGroups_ShowsIt(string change, string[] expected)
    {
        TestTenant tenant = await cluster.NewTenant();
        string user = (await tenant.CreateUser("ada")).Value!.Id;
        string inner = (await tenant.CreateGroup("Inner", user)).Value!.Id;
        string outer = (await tenant.CreateGroup("Outer", inner)).Value!.Id;
        string other = (await tenant.CreateGroup("Other")).Value!.Id;
        Dictionary<string, string> names = new() { [inner] = "inner", [outer] = "outer", [other] = "other" };
        string[] before = await Groups();
        Assert.Equal(new[] { "inner direct Inner", "outer indirect Outer" }, before);
        string etag = (string)(await tenant.Read(tenant.User(user)))["meta"]!["version"]!;

        await (change switch
        {
            "add" => Patch(other, $$"""{"op":"add","path":"members","value":[{"value":"{{user}}"}]}"""),
            "remove" => Patch(inner, $$"""{"op":"remove","path":"members[value eq \"{{user}}\"]"}"""),
            "replace" => Patch(inner, """{"op":"replace","path":"members","value":[]}"""),
            "rename inner" => Patch(inner, """{"op":"replace","path":"displayName","value":"New"}"""),
            "rename outer" => Patch(outer, """{"op":"replace","path":"displayName","value":"New"}"""),
            "nest" => Patch(other, $$"""{"op":"add","path":"members","value":[{"value":"{{outer}}"}]}"""),
            "take apart" => Patch(outer, $$"""{"op":"remove","path":"members[value eq \"{{inner}}\"]"}"""),
            "delete inner" => tenant.Group(inner).Delete(new DeleteResource { Caller = tenant.Caller }),
            "delete outer" => tenant.Group(outer).Delete(new DeleteResource { Caller = tenant.Caller }),
            _ => Task.CompletedTask,
        });

        Assert.Equal(expected.Order(), await Groups());
        Assert.Equal(change == "nothing", etag == (string)(await tenant.Read(tenant.User(user)))["meta"]!["version"]!);

        Task Patch(string group, string operation) => tenant.Patch(tenant.Group(group), operation);

        async Task<string[]> Groups() =>
            [.. (((await tenant.Read(tenant.User(user)))["groups"] as JsonArray) ?? []).Select(g => $"{names[(string)g!["value"]!]} {g["type"]} {g["display"]}").Order()];
    }

    [Fact]
    public async Task Read_UnderTheRequestIdOfTheCreation_ShowsGroupsJoinedSince()
    {
        TestTenant tenant = await cluster.NewTenant();
        Caller caller = tenant.Caller;
        string id = Guid.CreateVersion7().ToString();
        await tenant.User(id).Create(new CreateResource { Caller = caller, Body = """{"userName":"ada"}"""u8.ToArray() });
        await tenant.CreateGroup("Crew", id);
        ReadOnlyMemory<byte> body = (await tenant.User(id).Read(new ReadResource { Caller = caller })).Value!.Body;
        Assert.Single((JsonArray)TestTenant.Json(body)["groups"]!);
    }
}
