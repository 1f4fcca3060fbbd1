namespace Scim.Conformance.Tests.Races;

/// <summary>Many changes to one group at once: no member is lost, nobody is told to come back.</summary>
public sealed class MembershipRaceTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private const int Many = 64;

    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact]
    public async Task Patch_AddingManyMembersAtOnce_KeepsThemAll()
    {
        string[] users = await Scim.CreateUsers("adding", Many);
        string group = await Scim.CreateGroup("Adding");
        ScimResponse[] responses = await Gate.Together(Many,
            i => Scim.Patch($"/Groups/{group}", Bodies.Patch(Bodies.Add("members", Bodies.Members(users[i])))));
        Assert.All(responses, response => response.Expect(200, 204));
        Assert.Equal(users.Order(StringComparer.Ordinal), await Scim.MembersOf(group));
        foreach (string user in users)
            Assert.Equal([(group, "direct")], await Scim.GroupsOf(user));
    }

    [Fact]
    public async Task Patch_AddingAndRemovingManyAtOnce_EndsWithTheRightOnes()
    {
        string[] before = await Scim.CreateUsers("before", Many);
        string[] after = await Scim.CreateUsers("after", Many);
        string group = await Scim.CreateGroup("Exchanged", before);
        ScimResponse[] responses = await Gate.Together(2 * Many, i => Scim.Patch($"/Groups/{group}", i % 2 == 0
            ? Bodies.Patch(Bodies.Add("members", Bodies.Members(after[i / 2])))
            : i % 4 == 1
                ? Bodies.Patch(Bodies.Remove($"members[value eq \"{before[i / 2]}\"]"))
                : Bodies.Patch(RemoveListed(before[i / 2]))));
        Assert.All(responses, response => response.Expect(200, 204));
        Assert.Equal(after.Order(StringComparer.Ordinal), await Scim.MembersOf(group));
        Assert.Empty(await Scim.GroupsOf(before[0]));
    }

    [Fact]
    public async Task Patch_OfManyGroupsWithOneUserAtOnce_ShowsThemAllOnTheUser()
    {
        string user = await Scim.CreateUser("popular");
        string[] groups = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Scim.CreateGroup($"Popular {i}")));
        ScimResponse[] responses = await Gate.Together(groups.Length,
            i => Scim.Patch($"/Groups/{groups[i]}", Bodies.Patch(Bodies.Add("members", Bodies.Members(user)))));
        Assert.All(responses, response => response.Expect(200, 204));
        Assert.Equal(groups.Order(StringComparer.Ordinal), (await Scim.GroupsOf(user)).Select(group => group.Id));
    }

    [Fact]
    public async Task Delete_OfAUserWhileGroupsAddHim_LeavesHimInNone()
    {
        for (int round = 0; round < 5; round++)
        {
            string user = await Scim.CreateUser($"leaving.{round}");
            string[] groups = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Scim.CreateGroup($"Leaving {round} {i}")));
            ScimResponse[] responses = await Gate.Together(groups.Length + 1, i => i == groups.Length / 2
                ? Scim.Delete($"/Users/{user}")
                : Scim.Patch($"/Groups/{groups[i < groups.Length / 2 ? i : i - 1]}", Bodies.Patch(Bodies.Add("members", Bodies.Members(user)))));
            responses[groups.Length / 2].Expect(204);
            Assert.All(responses, response => response.Expect(200, 204, 400, 404));
            (await Scim.Get($"/Users/{user}")).ExpectError(404);
            Assert.Equal(0, (await Scim.Query("/Groups", $"members eq \"{user}\"")).Expect(200).TotalResults);
            foreach (string group in groups)
                Assert.Empty(await Scim.MembersOf(group));
        }
    }

    [Fact]
    public async Task Delete_OfAGroupWhileItIsNested_LeavesNoTrace()
    {
        for (int round = 0; round < 5; round++)
        {
            string inner = await Scim.CreateGroup($"Vanishing {round}");
            string[] outers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Scim.CreateGroup($"Around {round} {i}")));
            ScimResponse[] responses = await Gate.Together(outers.Length + 1, i => i == outers.Length
                ? Scim.Delete($"/Groups/{inner}")
                : Scim.Patch($"/Groups/{outers[i]}", Bodies.Patch(Bodies.Add("members", Bodies.Members(inner)))));
            Assert.All(responses, response => response.Expect(200, 204, 400, 404));
            foreach (string outer in outers)
                Assert.Empty(await Scim.MembersOf(outer));
        }
    }

    private static System.Text.Json.Nodes.JsonObject RemoveListed(string user) =>
        new() { ["op"] = "Remove", ["path"] = "members", ["value"] = Bodies.Members(user) };
}
