using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Races;

/// <summary>Concurrent changes to one group: every change takes effect, and no request must be retried.</summary>
public sealed class MembershipRaceTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private const int RequestCount = 64;

    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact]
    public async Task Patch_AddingMembersConcurrently_KeepsThemAll()
    {
        string[] users = await Scim.CreateUsersAsync("adding", RequestCount);
        string group = await Scim.CreateGroupAsync("Adding");
        ScimResponse[] responses = await ConcurrentSender.SendAllAsync(
            RequestCount,
            i =>
                Scim.PatchAsync(
                    $"/Groups/{group}",
                    RequestBodies.CreatePatch(
                        RequestBodies.AddOperation("members", RequestBodies.CreateMembers(users[i]))
                    )
                )
        );
        Assert.All(responses, response => response.AssertStatus(200, 204));
        Assert.Equal(users.Order(StringComparer.Ordinal), await Scim.ReadMemberIdsAsync(group));
        foreach (string user in users)
            Assert.Equal([(group, "direct")], await Scim.ReadGroupsAsync(user));
    }

    [Fact]
    public async Task Patch_AddingAndRemovingConcurrently_LeavesExpectedMembers()
    {
        string[] before = await Scim.CreateUsersAsync("before", RequestCount);
        string[] after = await Scim.CreateUsersAsync("after", RequestCount);
        string group = await Scim.CreateGroupAsync("Exchanged", before);
        ScimResponse[] responses = await ConcurrentSender.SendAllAsync(
            2 * RequestCount,
            i =>
                Scim.PatchAsync(
                    $"/Groups/{group}",
                    i % 2 == 0
                            ? RequestBodies.CreatePatch(
                                RequestBodies.AddOperation("members", RequestBodies.CreateMembers(after[i / 2]))
                            )
                        : i % 4 == 1
                            ? RequestBodies.CreatePatch(
                                RequestBodies.RemoveOperation($"members[value eq \"{before[i / 2]}\"]")
                            )
                        : RequestBodies.CreatePatch(CreateListedRemoval(before[i / 2]))
                )
        );
        Assert.All(responses, response => response.AssertStatus(200, 204));
        Assert.Equal(after.Order(StringComparer.Ordinal), await Scim.ReadMemberIdsAsync(group));
        Assert.Empty(await Scim.ReadGroupsAsync(before[0]));
    }

    [Fact]
    public async Task Patch_OfManyGroupsWithOneUserConcurrently_ShowsAllGroupsOnUser()
    {
        string user = await Scim.CreateUserAsync("popular");
        string[] groups = await Task.WhenAll(
            Enumerable.Range(0, 32).Select(i => Scim.CreateGroupAsync($"Popular {i}"))
        );
        ScimResponse[] responses = await ConcurrentSender.SendAllAsync(
            groups.Length,
            i =>
                Scim.PatchAsync(
                    $"/Groups/{groups[i]}",
                    RequestBodies.CreatePatch(RequestBodies.AddOperation("members", RequestBodies.CreateMembers(user)))
                )
        );
        Assert.All(responses, response => response.AssertStatus(200, 204));
        Assert.Equal(
            groups.Order(StringComparer.Ordinal),
            (await Scim.ReadGroupsAsync(user)).Select(group => group.Id)
        );
    }

    [Fact]
    public async Task Delete_OfUserDuringMemberAdditions_LeavesNoMembership()
    {
        for (int round = 0; round < 5; round++)
        {
            string user = await Scim.CreateUserAsync($"leaving.{round}");
            string[] groups = await Task.WhenAll(
                Enumerable.Range(0, 16).Select(i => Scim.CreateGroupAsync($"Leaving {round} {i}"))
            );
            ScimResponse[] responses = await ConcurrentSender.SendAllAsync(
                groups.Length + 1,
                i =>
                    i == groups.Length / 2
                        ? Scim.DeleteAsync($"/Users/{user}")
                        : Scim.PatchAsync(
                            $"/Groups/{groups[i < groups.Length / 2 ? i : i - 1]}",
                            RequestBodies.CreatePatch(
                                RequestBodies.AddOperation("members", RequestBodies.CreateMembers(user))
                            )
                        )
            );
            responses[groups.Length / 2].AssertStatus(204);
            Assert.All(responses, response => response.AssertStatus(200, 204, 400, 404));
            (await Scim.GetAsync($"/Users/{user}")).AssertError(404);
            Assert.Equal(
                0,
                (await Scim.QueryResourcesAsync("/Groups", $"members eq \"{user}\"")).AssertStatus(200).TotalResults
            );
            foreach (string group in groups)
                Assert.Empty(await Scim.ReadMemberIdsAsync(group));
        }
    }

    [Fact]
    public async Task Delete_OfGroupWhileNesting_LeavesNoMembership()
    {
        for (int round = 0; round < 5; round++)
        {
            string inner = await Scim.CreateGroupAsync($"Vanishing {round}");
            string[] outers = await Task.WhenAll(
                Enumerable.Range(0, 8).Select(i => Scim.CreateGroupAsync($"Around {round} {i}"))
            );
            ScimResponse[] responses = await ConcurrentSender.SendAllAsync(
                outers.Length + 1,
                i =>
                    i == outers.Length
                        ? Scim.DeleteAsync($"/Groups/{inner}")
                        : Scim.PatchAsync(
                            $"/Groups/{outers[i]}",
                            RequestBodies.CreatePatch(
                                RequestBodies.AddOperation("members", RequestBodies.CreateMembers(inner))
                            )
                        )
            );
            Assert.All(responses, response => response.AssertStatus(200, 204, 400, 404));
            foreach (string outer in outers)
                Assert.Empty(await Scim.ReadMemberIdsAsync(outer));
        }
    }

    private static System.Text.Json.Nodes.JsonObject CreateListedRemoval(string user) =>
        new()
        {
            ["op"] = "Remove",
            ["path"] = "members",
            ["value"] = RequestBodies.CreateMembers(user),
        };
}
