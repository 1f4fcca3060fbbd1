using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Groups;

/// <summary>Groups and their members; a change is visible on the group and on the user at once.</summary>
public sealed class GroupLifecycleTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact]
    public async Task Post_OfGroupWithMembers_ReturnsThemWithReferences()
    {
        string user = await Scim.CreateUserAsync("post.member", new { displayName = "Post Member" });
        ScimResponse created = (
            await Scim.PostAsync("/Groups", RequestBodies.CreateGroup("Posted", user))
        ).AssertStatus(201);
        Assert.Equal("Posted", created.GetText("/displayName"));
        Assert.Equal("Group", created.GetText("/meta/resourceType"));
        Assert.Equal($"{fixture.Tenant.Url}/Groups/{created.Id}", created.GetHeader("Location"));
        Assert.Equal(user, created.GetText("/members/0/value"));
        Assert.EndsWith($"/Users/{user}", created.GetText("/members/0/$ref"), StringComparison.Ordinal);
        Assert.Equal("User", created.GetText("/members/0/type"));
        Assert.Equal([(created.Id, "direct")], await Scim.ReadGroupsAsync(user));
    }

    [Fact]
    public async Task Patch_OfGroup_Is204WithoutBody()
    {
        string user = await Scim.CreateUserAsync("patch.member");
        string group = await Scim.CreateGroupAsync("Patched");
        foreach (
            object patch in new object[]
            {
                RequestBodies.CreatePatch(RequestBodies.AddOperation("members", RequestBodies.CreateMembers(user))),
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("displayName", "Patched again")),
                RequestBodies.CreatePatch(
                    RequestBodies.ReplaceOperation(null, new { id = group, displayName = "Patched" })
                ),
                RequestBodies.CreatePatch(RequestBodies.RemoveOperation($"members[value eq \"{user}\"]")),
                RequestBodies.CreatePatch(RequestBodies.RemoveOperation("members")),
            }
        )
        {
            Assert.Equal("", (await Scim.PatchAsync($"/Groups/{group}", patch)).AssertStatus(204).Body);
        }
    }

    [Fact, Trait("rfc", "7644-3.5.2")]
    public async Task Patch_OfGroupWithRequestedAttributes_Is200WithThem()
    {
        string group = await Scim.CreateGroupAsync("Asked");
        ScimResponse patched = (
            await Scim.PatchAsync(
                $"/Groups/{group}?attributes=displayName",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("displayName", "Renamed"))
            )
        ).AssertStatus(200);
        Assert.Equal("Renamed", patched.GetText("/displayName"));
        Assert.False(patched.HasElement("/members"));
    }

    [Fact]
    public async Task Patch_OfMembers_IsVisibleOnUserInNextRequest()
    {
        string[] users = await Scim.CreateUsersAsync("seen", 3);
        string group = await Scim.CreateGroupAsync("Seen");
        foreach (string user in users)
        {
            (
                await Scim.PatchAsync(
                    $"/Groups/{group}",
                    RequestBodies.CreatePatch(RequestBodies.AddOperation("members", RequestBodies.CreateMembers(user)))
                )
            ).AssertStatus(204);
            Assert.Equal([(group, "direct")], await Scim.ReadGroupsAsync(user));
        }
        Assert.Equal(users.Order(StringComparer.Ordinal), await Scim.ReadMemberIdsAsync(group));

        (
            await Scim.PatchAsync(
                $"/Groups/{group}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("displayName", "Seen anew"))
            )
        ).AssertStatus(204);
        Assert.Equal(
            "Seen anew",
            (await Scim.GetAsync($"/Users/{users[0]}")).AssertStatus(200).GetText("/groups/0/display")
        );

        (
            await Scim.PatchAsync(
                $"/Groups/{group}",
                RequestBodies.CreatePatch(RequestBodies.RemoveOperation($"members[value eq \"{users[0]}\"]"))
            )
        ).AssertStatus(204);
        Assert.Empty(await Scim.ReadGroupsAsync(users[0]));
        Assert.Equal([(group, "direct")], await Scim.ReadGroupsAsync(users[1]));

        (
            await Scim.PutAsync($"/Groups/{group}", RequestBodies.CreateGroup("Seen anew", users[0], users[1]))
        ).AssertStatus(200);
        Assert.Equal([(group, "direct")], await Scim.ReadGroupsAsync(users[0]));
        Assert.Empty(await Scim.ReadGroupsAsync(users[2]));

        (await Scim.DeleteAsync($"/Groups/{group}")).AssertStatus(204);
        Assert.Empty(await Scim.ReadGroupsAsync(users[0]));
        Assert.Empty(await Scim.ReadGroupsAsync(users[1]));
    }

    [Fact]
    public async Task Delete_OfUser_RemovesUserFromGroups()
    {
        string[] users = await Scim.CreateUsersAsync("leaver", 2);
        string group = await Scim.CreateGroupAsync("Left", users);
        (await Scim.DeleteAsync($"/Users/{users[0]}")).AssertStatus(204);
        Assert.Equal([users[1]], await Scim.ReadMemberIdsAsync(group));
        Assert.Equal(
            0,
            (await Scim.QueryResourcesAsync("/Groups", $"members eq \"{users[0]}\"")).AssertStatus(200).TotalResults
        );
    }

    [Fact]
    public async Task Deactivate_OfUser_KeepsGroupMemberships()
    {
        string user = await Scim.CreateUserAsync("disabled.member");
        string group = await Scim.CreateGroupAsync("Keeps the disabled", user);
        (
            await Scim.PatchAsync(
                $"/Users/{user}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("active", false))
            )
        ).AssertStatus(200);
        Assert.Equal([user], await Scim.ReadMemberIdsAsync(group));
        Assert.Equal([(group, "direct")], await Scim.ReadGroupsAsync(user));
    }

    [Fact]
    public async Task Patch_ThatFails_ChangesNoMember()
    {
        string[] users = await Scim.CreateUsersAsync("kept", 2);
        string group = await Scim.CreateGroupAsync("Kept", users);
        (
            await Scim.PatchAsync(
                $"/Groups/{group}",
                RequestBodies.CreatePatch(
                    RequestBodies.RemoveOperation("members"),
                    RequestBodies.ReplaceOperation("displayName", new { a = 1 })
                )
            )
        ).AssertError(400, "invalidValue");
        Assert.Equal(users.Order(StringComparer.Ordinal), await Scim.ReadMemberIdsAsync(group));
        Assert.Equal([(group, "direct")], await Scim.ReadGroupsAsync(users[0]));
    }

    [Fact]
    public async Task Patch_OfOneThousandMembers_KeepsEachOnce()
    {
        string[] users = await Scim.CreateUsersAsync("many", 200);
        string group = await Scim.CreateGroupAsync("Many");
        (
            await Scim.PatchAsync(
                $"/Groups/{group}",
                RequestBodies.CreatePatch(
                    RequestBodies.AddOperation(
                        "members",
                        RequestBodies.CreateMembers([.. users, .. users, .. users, .. users, .. users])
                    )
                )
            )
        ).AssertStatus(204);
        Assert.Equal(users.Order(StringComparer.Ordinal), await Scim.ReadMemberIdsAsync(group));
    }

    [Fact]
    public async Task Get_ExcludingMembers_OmitsThemEverywhere()
    {
        string user = await Scim.CreateUserAsync("unseen");
        string group = await Scim.CreateGroupAsync("Unseen members", user);
        Assert.False(
            (await Scim.GetAsync($"/Groups/{group}?excludedAttributes=members"))
                .AssertStatus(200)
                .HasElement("/members")
        );
        ScimResponse list = (
            await Scim.QueryResourcesAsync("/Groups", "displayName eq \"unseen MEMBERS\"", "excludedAttributes=members")
        ).AssertStatus(200);
        Assert.Equal(group, list.GetText("/Resources/0/id"));
        Assert.False(list.HasElement("/Resources/0/members"));
        list = (
            await Scim.QueryResourcesAsync("/Groups", $"id eq \"{group}\" and members eq \"{user}\"", "attributes=id")
        ).AssertStatus(200);
        Assert.Equal(group, list.GetText("/Resources/0/id"));
    }
}
