namespace Scim.Conformance.Tests.Groups;

/// <summary>Groups and their members, visible on both sides at once.</summary>
public sealed class GroupLifeTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact]
    public async Task Post_OfAGroupWithMembers_ReturnsThemWithReferences()
    {
        string user = await Scim.CreateUser("post.member", new { displayName = "Post Member" });
        ScimResponse created = (await Scim.Post("/Groups", Bodies.Group("Posted", user))).Expect(201);
        Assert.Equal("Posted", created.Text("/displayName"));
        Assert.Equal("Group", created.Text("/meta/resourceType"));
        Assert.Equal($"{fixture.Tenant.Url}/Groups/{created.Id}", created.Header("Location"));
        Assert.Equal(user, created.Text("/members/0/value"));
        Assert.EndsWith($"/Users/{user}", created.Text("/members/0/$ref"), StringComparison.Ordinal);
        Assert.Equal("User", created.Text("/members/0/type"));
        Assert.Equal([(created.Id, "direct")], await Scim.GroupsOf(user));
    }

    [Fact]
    public async Task Patch_OfAGroup_Answers204WithoutABody()
    {
        string user = await Scim.CreateUser("patch.member");
        string group = await Scim.CreateGroup("Patched");
        foreach (object patch in new object[]
        {
            Bodies.Patch(Bodies.Add("members", Bodies.Members(user))),
            Bodies.Patch(Bodies.Replace("displayName", "Patched again")),
            Bodies.Patch(Bodies.Replace(null, new { id = group, displayName = "Patched" })),
            Bodies.Patch(Bodies.Remove($"members[value eq \"{user}\"]")),
            Bodies.Patch(Bodies.Remove("members")),
        })
        {
            Assert.Equal("", (await Scim.Patch($"/Groups/{group}", patch)).Expect(204).Body);
        }
    }

    [Fact, Trait("rfc", "7644-3.5.2")]
    public async Task Patch_OfAGroupWithAttributesAskedFor_Is200WithThem()
    {
        string group = await Scim.CreateGroup("Asked");
        ScimResponse patched = (await Scim.Patch($"/Groups/{group}?attributes=displayName", Bodies.Patch(Bodies.Replace("displayName", "Told"))))
            .Expect(200);
        Assert.Equal("Told", patched.Text("/displayName"));
        Assert.False(patched.Has("/members"));
    }

    [Fact]
    public async Task Patch_OfMembers_IsVisibleOnTheUserWithTheNextRequest()
    {
        string[] users = await Scim.CreateUsers("seen", 3);
        string group = await Scim.CreateGroup("Seen");
        foreach (string user in users)
        {
            (await Scim.Patch($"/Groups/{group}", Bodies.Patch(Bodies.Add("members", Bodies.Members(user))))).Expect(204);
            Assert.Equal([(group, "direct")], await Scim.GroupsOf(user));
        }
        Assert.Equal(users.Order(StringComparer.Ordinal), await Scim.MembersOf(group));

        (await Scim.Patch($"/Groups/{group}", Bodies.Patch(Bodies.Replace("displayName", "Seen anew")))).Expect(204);
        Assert.Equal("Seen anew", (await Scim.Get($"/Users/{users[0]}")).Expect(200).Text("/groups/0/display"));

        (await Scim.Patch($"/Groups/{group}", Bodies.Patch(Bodies.Remove($"members[value eq \"{users[0]}\"]")))).Expect(204);
        Assert.Empty(await Scim.GroupsOf(users[0]));
        Assert.Equal([(group, "direct")], await Scim.GroupsOf(users[1]));

        (await Scim.Put($"/Groups/{group}", Bodies.Group("Seen anew", users[0], users[1]))).Expect(200);
        Assert.Equal([(group, "direct")], await Scim.GroupsOf(users[0]));
        Assert.Empty(await Scim.GroupsOf(users[2]));

        (await Scim.Delete($"/Groups/{group}")).Expect(204);
        Assert.Empty(await Scim.GroupsOf(users[0]));
        Assert.Empty(await Scim.GroupsOf(users[1]));
    }

    [Fact]
    public async Task Delete_OfAUser_TakesHimOutOfHisGroups()
    {
        string[] users = await Scim.CreateUsers("leaver", 2);
        string group = await Scim.CreateGroup("Left", users);
        (await Scim.Delete($"/Users/{users[0]}")).Expect(204);
        Assert.Equal([users[1]], await Scim.MembersOf(group));
        Assert.Equal(0, (await Scim.Query("/Groups", $"members eq \"{users[0]}\"")).Expect(200).TotalResults);
    }

    [Fact]
    public async Task Disable_OfAUser_LeavesHimInHisGroups()
    {
        string user = await Scim.CreateUser("disabled.member");
        string group = await Scim.CreateGroup("Keeps the disabled", user);
        (await Scim.Patch($"/Users/{user}", Bodies.Patch(Bodies.Replace("active", false)))).Expect(200);
        Assert.Equal([user], await Scim.MembersOf(group));
        Assert.Equal([(group, "direct")], await Scim.GroupsOf(user));
    }

    [Fact]
    public async Task Patch_ThatFails_ChangesNoMember()
    {
        string[] users = await Scim.CreateUsers("kept", 2);
        string group = await Scim.CreateGroup("Kept", users);
        (await Scim.Patch($"/Groups/{group}", Bodies.Patch(Bodies.Remove("members"), Bodies.Replace("displayName", new { a = 1 }))))
            .ExpectError(400, "invalidValue");
        Assert.Equal(users.Order(StringComparer.Ordinal), await Scim.MembersOf(group));
        Assert.Equal([(group, "direct")], await Scim.GroupsOf(users[0]));
    }

    [Fact]
    public async Task Patch_OfAThousandMembersAtOnce_KeepsEachOnce()
    {
        string[] users = await Scim.CreateUsers("many", 200);
        string group = await Scim.CreateGroup("Many");
        (await Scim.Patch($"/Groups/{group}",
            Bodies.Patch(Bodies.Add("members", Bodies.Members([.. users, .. users, .. users, .. users, .. users]))))).Expect(204);
        Assert.Equal(users.Order(StringComparer.Ordinal), await Scim.MembersOf(group));
    }

    [Fact]
    public async Task Get_WithoutMembers_LeavesThemOutEverywhere()
    {
        string user = await Scim.CreateUser("unseen");
        string group = await Scim.CreateGroup("Unseen members", user);
        Assert.False((await Scim.Get($"/Groups/{group}?excludedAttributes=members")).Expect(200).Has("/members"));
        ScimResponse list = (await Scim.Query("/Groups", "displayName eq \"unseen MEMBERS\"", "excludedAttributes=members")).Expect(200);
        Assert.Equal(group, list.Text("/Resources/0/id"));
        Assert.False(list.Has("/Resources/0/members"));
        list = (await Scim.Query("/Groups", $"id eq \"{group}\" and members eq \"{user}\"", "attributes=id")).Expect(200);
        Assert.Equal(group, list.Text("/Resources/0/id"));
    }
}
