using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Lifecycle;

/// <summary>A POST with a group name that is taken, under each value of the setting <c>groupNamePolicy</c>.</summary>
public sealed class GroupNamePolicyTests(SharedServer server)
{
    [Fact]
    public async Task Match_NewExternalId_MergesIntoGroup()
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        string[] users = await scim.CreateUsersAsync("member", 3);
        ScimResponse first = (
            await scim.PostAsync(
                "/Groups",
                RequestBodies.CreateGroup("Sales", users[0], users[1]).WithMembers("externalId", "entra-1")
            )
        ).AssertStatus(201);

        ScimResponse second = (
            await scim.PostAsync(
                "/Groups",
                RequestBodies.CreateGroup("  sALES ", users[1], users[2]).WithMembers("externalId", "okta-1")
            )
        ).AssertStatus(201);

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(first.GetHeader("Location"), second.GetHeader("Location"));
        Assert.Equal(users.Order(StringComparer.Ordinal), await scim.ReadMemberIdsAsync(first.Id));
        Assert.Equal(("Sales", "okta-1"), (second.GetText("/displayName"), second.GetText("/externalId")));
        Assert.Equal(1, (await scim.CountResourcesAsync()).Groups);
        foreach (string linked in new[] { "entra-1", "okta-1" })
            Assert.Equal(
                first.Id,
                Assert.Single(
                    (
                        await scim.QueryResourcesAsync(
                            "/Groups",
                            $"externalId eq \"{linked}\" and displayName eq \"sales\""
                        )
                    ).GetTexts("/Resources", "/id")
                )
            );
        Assert.Equal(0, (await scim.QueryResourcesAsync("/Groups", "externalId eq \"ENTRA-1\"")).TotalResults);
        Assert.Equal(0, (await scim.QueryResourcesAsync("/Groups", "externalId eq \"none\"")).TotalResults);
    }

    [Fact]
    public async Task Match_NamesInOtherUnicodeForm_AreEqual()
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        string id = (
            await scim.PostAsync(
                "/Groups",
                RequestBodies.CreateGroup("Ecole\u0301 \uFB01n").WithMembers("externalId", "1")
            )
        )
            .AssertStatus(201)
            .Id;
        Assert.Equal(
            id,
            (
                await scim.PostAsync(
                    "/Groups",
                    RequestBodies.CreateGroup("\u00A0ECOL\u00C9 FIN").WithMembers("externalId", "2")
                )
            )
                .AssertStatus(201)
                .Id
        );
    }

    [Theory]
    [InlineData("entra-1")]
    [InlineData("okta-1")]
    [InlineData(null)]
    [InlineData("")]
    public async Task Match_KnownOrMissingExternalId_Is409AndChangesNothing(string? externalId)
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        string user = await scim.CreateUserAsync("late");
        string id = (
            await scim.PostAsync("/Groups", RequestBodies.CreateGroup("Sales").WithMembers("externalId", "entra-1"))
        )
            .AssertStatus(201)
            .Id;
        (
            await scim.PostAsync("/Groups", RequestBodies.CreateGroup("Sales").WithMembers("externalId", "okta-1"))
        ).AssertStatus(201);
        string before = (await scim.GetAsync($"/Groups/{id}")).Body;

        (
            await scim.PostAsync(
                "/Groups",
                RequestBodies.CreateGroup("SALES", user).WithMembers("externalId", externalId)
            )
        ).AssertError(409, "uniqueness");

        Assert.Equal(before, (await scim.GetAsync($"/Groups/{id}")).Body);
        Assert.Equal(1, (await scim.CountResourcesAsync()).Groups);
    }

    [Fact]
    public async Task Match_RenameToTakenName_Is409()
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        await scim.CreateGroupAsync("Sales");
        string other = await scim.CreateGroupAsync("Support");
        (
            await scim.PatchAsync(
                $"/Groups/{other}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("displayName", " sales"))
            )
        ).AssertError(409, "uniqueness");
        (
            await scim.PutAsync($"/Groups/{other}", RequestBodies.CreateGroup("SALES").WithMembers("externalId", "new"))
        ).AssertError(409, "uniqueness");
        Assert.Equal("Support", (await scim.GetAsync($"/Groups/{other}")).GetText("/displayName"));
    }

    [Fact]
    public async Task Match_SixtyFourConcurrentPosts_CreateOneGroupWithAllMembers()
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        string[] users = await scim.CreateUsersAsync("racer", 64);
        ScimResponse[] answers = await Task.WhenAll(
            users.Select(
                (user, i) =>
                    scim.PostAsync(
                        "/Groups",
                        RequestBodies
                            .CreateGroup(i % 2 == 0 ? "Racers" : "RACERS ", user)
                            .WithMembers("externalId", $"e{i}")
                    )
            )
        );

        Assert.All(answers, answer => answer.AssertStatus(201));
        string id = Assert.Single(answers.Select(answer => answer.Id).Distinct());
        Assert.Equal(users.Order(StringComparer.Ordinal), await scim.ReadMemberIdsAsync(id));
        Assert.Equal(1, (await scim.CountResourcesAsync()).Groups);
        for (int i = 0; i < 64; i++)
            Assert.Equal(1, (await scim.QueryResourcesAsync("/Groups", $"externalId eq \"e{i}\"")).TotalResults);
    }

    [Fact]
    public async Task Match_PostsRacingWithDeletion_KeepAllMembers()
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        string user = await scim.CreateUserAsync("racer");
        for (int round = 0; round < 20; round++)
        {
            string old = (
                await scim.PostAsync(
                    "/Groups",
                    RequestBodies.CreateGroup("Come and go").WithMembers("externalId", $"old{round}")
                )
            )
                .AssertStatus(201)
                .Id;
            Task<ScimResponse> delete = scim.DeleteAsync($"/Groups/{old}");
            ScimResponse post = (
                await scim.PostAsync(
                    "/Groups",
                    RequestBodies.CreateGroup("Come and go", user).WithMembers("externalId", $"new{round}")
                )
            ).AssertStatus(201, 503);
            (await delete).AssertStatus(204);

            // The POST either merged into the group that was being deleted or created a new group.
            if (post.Status == 201 && post.Id != old)
            {
                Assert.Equal([user], await scim.ReadMemberIdsAsync(post.Id));
                (await scim.DeleteAsync($"/Groups/{post.Id}")).AssertStatus(204);
            }

            Assert.Equal(0, (await scim.CountResourcesAsync()).Groups);
        }
    }

    [Fact]
    public async Task Match_GroupLinkedByManyPosts_KeepsExternalIdsExceptTheRemovedOne()
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        string id = (await scim.PostAsync("/Groups", RequestBodies.CreateGroup("Sales").WithMembers("externalId", "a")))
            .AssertStatus(201)
            .Id;
        (
            await scim.PostAsync("/Groups", RequestBodies.CreateGroup("Sales").WithMembers("externalId", "b"))
        ).AssertStatus(201);

        (
            await scim.PatchAsync(
                $"/Groups/{id}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("displayName", "Sales EMEA"))
            )
        ).AssertStatus(200, 204);
        (
            await scim.PutAsync($"/Groups/{id}", RequestBodies.CreateGroup("Sales EMEA").WithMembers("externalId", "a"))
        ).AssertStatus(200);
        Assert.Equal("a", (await scim.GetAsync($"/Groups/{id}")).GetText("/externalId"));
        foreach (string linked in new[] { "a", "b" })
            Assert.Equal(1, (await scim.QueryResourcesAsync("/Groups", $"externalId eq \"{linked}\"")).TotalResults);

        (
            await scim.PatchAsync(
                $"/Groups/{id}",
                RequestBodies.CreatePatch(RequestBodies.RemoveOperation("externalId"))
            )
        ).AssertStatus(200, 204);
        Assert.Equal(0, (await scim.QueryResourcesAsync("/Groups", "externalId eq \"a\"")).TotalResults);
        Assert.Equal(1, (await scim.QueryResourcesAsync("/Groups", "externalId eq \"b\"")).TotalResults);
        Assert.False((await scim.GetAsync($"/Groups/{id}")).HasElement("/externalId"));
        (
            await scim.PostAsync("/Groups", RequestBodies.CreateGroup("Sales EMEA").WithMembers("externalId", "b"))
        ).AssertError(409, "uniqueness");
        Assert.Equal(
            id,
            (await scim.PostAsync("/Groups", RequestBodies.CreateGroup("Sales EMEA").WithMembers("externalId", "a")))
                .AssertStatus(201)
                .Id
        );
    }

    [Fact]
    public async Task ExternalId_OfUnmergedGroup_IsReplacedByPatch()
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        string id = (await scim.PostAsync("/Groups", RequestBodies.CreateGroup("Sales").WithMembers("externalId", "a")))
            .AssertStatus(201)
            .Id;
        (
            await scim.PatchAsync(
                $"/Groups/{id}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("externalId", "b"))
            )
        ).AssertStatus(200, 204);
        Assert.Equal(0, (await scim.QueryResourcesAsync("/Groups", "externalId eq \"a\"")).TotalResults);
        Assert.Equal(1, (await scim.QueryResourcesAsync("/Groups", "externalId eq \"b\"")).TotalResults);
    }

    [Fact]
    public async Task Match_InBulk_ReturnsExistingGroupAndResolvesReferences()
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        string existing = (
            await scim.PostAsync("/Groups", RequestBodies.CreateGroup("Inner").WithMembers("externalId", "1"))
        )
            .AssertStatus(201)
            .Id;
        string user = await scim.CreateUserAsync("bulky");
        ScimResponse bulk = (
            await scim.PostAsync(
                "/Bulk",
                new
                {
                    schemas = new[] { "urn:ietf:params:scim:api:messages:2.0:BulkRequest" },
                    Operations = new object[]
                    {
                        new
                        {
                            method = "POST",
                            path = "/Groups",
                            bulkId = "inner",
                            data = RequestBodies.CreateGroup("Inner", user).WithMembers("externalId", "2"),
                        },
                        new
                        {
                            method = "POST",
                            path = "/Groups",
                            bulkId = "outer",
                            data = RequestBodies.CreateGroup("Outer", "bulkId:inner"),
                        },
                    },
                }
            )
        ).AssertStatus(200);
        Assert.EndsWith(existing, bulk.GetText("/Operations/0/location"), StringComparison.Ordinal);
        Assert.Equal([user], await scim.ReadMemberIdsAsync(existing));
        Assert.Equal([existing], await scim.ReadMemberIdsAsync(bulk.GetText("/Operations/1/location").Split('/')[^1]));
    }

    [Fact]
    public async Task Reject_TakenName_Is409ForAnyExternalId()
    {
        TestTenant tenant = await CreateTenantAsync("reject");
        await tenant.Scim.PostAsync("/Groups", RequestBodies.CreateGroup("Sales").WithMembers("externalId", "a"));
        (
            await tenant.Scim.PostAsync("/Groups", RequestBodies.CreateGroup("sales ").WithMembers("externalId", "b"))
        ).AssertError(409, "uniqueness");
        Assert.Equal(1, (await tenant.Scim.CountResourcesAsync()).Groups);
    }

    [Fact]
    public async Task Allow_TakenName_CreatesAnotherGroup()
    {
        TestTenant tenant = await CreateTenantAsync("allow");
        string a = await tenant.Scim.CreateGroupAsync("Sales"),
            b = await tenant.Scim.CreateGroupAsync("Sales");
        Assert.NotEqual(a, b);
        Assert.Equal(2, (await tenant.Scim.QueryResourcesAsync("/Groups", "displayName eq \"sales\"")).TotalResults);
        string c = await tenant.Scim.CreateGroupAsync("Support");
        (
            await tenant.Scim.PatchAsync(
                $"/Groups/{c}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("displayName", "SALES"))
            )
        ).AssertStatus(200, 204);
    }

    [Fact]
    public async Task Change_FromAllowToMatch_KeepsDuplicatesAndMatchesTheOldest()
    {
        TestTenant tenant = await CreateTenantAsync("allow");
        ScimClient scim = tenant.Scim;
        string user = await scim.CreateUserAsync("one");
        string oldest = await scim.CreateGroupAsync("Sales"),
            younger = await scim.CreateGroupAsync("sales");
        await tenant.ChangeSettingsAsync(new { groupNamePolicy = "match" });

        // Groups with the same name can be changed, but a further group with that name or a rename to it is rejected.
        (
            await scim.PatchAsync(
                $"/Groups/{younger}",
                RequestBodies.CreatePatch(RequestBodies.AddOperation("members", RequestBodies.CreateMembers([user])))
            )
        ).AssertStatus(200, 204);
        (
            await scim.PutAsync($"/Groups/{younger}", RequestBodies.CreateGroup("SALES").WithMembers("externalId", "y"))
        ).AssertStatus(200);
        (await scim.PostAsync("/Groups", RequestBodies.CreateGroup("Sales"))).AssertError(409, "uniqueness");
        string other = await scim.CreateGroupAsync("Support");
        (
            await scim.PatchAsync(
                $"/Groups/{other}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("displayName", "sales"))
            )
        ).AssertError(409, "uniqueness");
        Assert.Equal(
            oldest,
            (await scim.PostAsync("/Groups", RequestBodies.CreateGroup("Sales", user).WithMembers("externalId", "x")))
                .AssertStatus(201)
                .Id
        );

        // After the oldest group is deleted, the next oldest is matched; after that one is deleted, the name is free.
        (await scim.DeleteAsync($"/Groups/{oldest}")).AssertStatus(204);
        Assert.Equal(
            younger,
            (await scim.PostAsync("/Groups", RequestBodies.CreateGroup("Sales").WithMembers("externalId", "z")))
                .AssertStatus(201)
                .Id
        );
        (await scim.DeleteAsync($"/Groups/{younger}")).AssertStatus(204);
        Assert.NotEqual(younger, await scim.CreateGroupAsync("Sales"));
    }

    [Fact]
    public async Task Change_FromMatchToAllowAndBack_KeepsEveryName()
    {
        TestTenant tenant = await CreateTenantAsync("match");
        ScimClient scim = tenant.Scim;
        string first = await scim.CreateGroupAsync("Sales");
        await tenant.ChangeSettingsAsync(new { groupNamePolicy = "allow" });
        string second = await scim.CreateGroupAsync("Sales");
        (
            await scim.PatchAsync(
                $"/Groups/{first}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("externalId", "f"))
            )
        ).AssertStatus(200, 204);
        await tenant.ChangeSettingsAsync(new { groupNamePolicy = "reject" });
        (
            await scim.PostAsync("/Groups", RequestBodies.CreateGroup("Sales").WithMembers("externalId", "x"))
        ).AssertError(409, "uniqueness");
        (
            await scim.PatchAsync(
                $"/Groups/{second}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("displayName", "Sales 2"))
            )
        ).AssertStatus(200, 204);
        (
            await scim.PatchAsync(
                $"/Groups/{second}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("displayName", "Sales"))
            )
        ).AssertError(409, "uniqueness");
        Assert.Equal(2, (await scim.CountResourcesAsync()).Groups);
    }

    [Theory]
    [InlineData("{\"groupNamePolicy\":\"maybe\"}")]
    [InlineData("{\"groupNamePolicy\":1}")]
    [InlineData("{\"userConflictPolicy\":\"merge\"}")]
    public async Task Settings_OfUnknownPolicy_AreRejected(string body)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        (await server.Operator.SendRequestAsync("PATCH", $"/tenants/{tenant.Id}/settings", body)).AssertStatus(400);
        ScimResponse settings = (await server.Operator.GetAsync($"/tenants/{tenant.Id}/settings")).AssertStatus(200);
        Assert.Equal(
            ("match", "reject"),
            (settings.GetText("/groupNamePolicy"), settings.GetText("/userConflictPolicy"))
        );
    }

    private async Task<TestTenant> CreateTenantAsync(string policy)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        await tenant.ChangeSettingsAsync(new { groupNamePolicy = policy });
        return tenant;
    }
}
