namespace Scim.Conformance.Tests.Lifecycle;

/// <summary>What a POST means whose group name is taken: the setting <c>groupNamePolicy</c>.</summary>
public sealed class GroupNamePolicyTests(SharedServer server)
{
    [Fact]
    public async Task Match_AnotherExternalId_BecomesTheGroupAndAddsItsMembers()
    {
        ScimClient scim = (await server.Operator.NewTenant()).Scim;
        string[] users = await scim.CreateUsers("member", 3);
        ScimResponse first = (await scim.Post("/Groups", Bodies.Group("Sales", users[0], users[1]).With("externalId", "entra-1"))).Expect(201);

        ScimResponse second = (await scim.Post("/Groups", Bodies.Group("  sALES ", users[1], users[2]).With("externalId", "okta-1"))).Expect(201);

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(first.Header("Location"), second.Header("Location"));
        Assert.Equal(users.Order(StringComparer.Ordinal), await scim.MembersOf(first.Id));
        Assert.Equal(("Sales", "okta-1"), (second.Text("/displayName"), second.Text("/externalId")));
        Assert.Equal(1, (await scim.Totals()).Groups);
        foreach (string linked in new[] { "entra-1", "okta-1" })
            Assert.Equal(first.Id, Assert.Single((await scim.Query("/Groups", $"externalId eq \"{linked}\" and displayName eq \"sales\"")).Each("/Resources", "/id")));
        Assert.Equal(0, (await scim.Query("/Groups", "externalId eq \"ENTRA-1\"")).TotalResults);
        Assert.Equal(0, (await scim.Query("/Groups", "externalId eq \"none\"")).TotalResults);
    }

    [Fact]
    public async Task Match_NamesInAnotherUnicodeForm_AreOneName()
    {
        ScimClient scim = (await server.Operator.NewTenant()).Scim;
        string id = (await scim.Post("/Groups", Bodies.Group("Ecole\u0301 \uFB01n").With("externalId", "1"))).Expect(201).Id;
        Assert.Equal(id, (await scim.Post("/Groups", Bodies.Group("\u00A0ECOL\u00C9 FIN").With("externalId", "2"))).Expect(201).Id);
    }

    [Theory]
    [InlineData("entra-1")]
    [InlineData("okta-1")]
    [InlineData(null)]
    [InlineData("")]
    public async Task Match_ARepeat_Is409AndChangesNothing(string? externalId)
    {
        ScimClient scim = (await server.Operator.NewTenant()).Scim;
        string user = await scim.CreateUser("late");
        string id = (await scim.Post("/Groups", Bodies.Group("Sales").With("externalId", "entra-1"))).Expect(201).Id;
        (await scim.Post("/Groups", Bodies.Group("Sales").With("externalId", "okta-1"))).Expect(201);
        string before = (await scim.Get($"/Groups/{id}")).Body;

        (await scim.Post("/Groups", Bodies.Group("SALES", user).With("externalId", externalId))).ExpectError(409, "uniqueness");

        Assert.Equal(before, (await scim.Get($"/Groups/{id}")).Body);
        Assert.Equal(1, (await scim.Totals()).Groups);
    }

    [Fact]
    public async Task Match_ARenameOntoAnothersName_Is409()
    {
        ScimClient scim = (await server.Operator.NewTenant()).Scim;
        await scim.CreateGroup("Sales");
        string other = await scim.CreateGroup("Support");
        (await scim.Patch($"/Groups/{other}", Bodies.Patch(Bodies.Replace("displayName", " sales")))).ExpectError(409, "uniqueness");
        (await scim.Put($"/Groups/{other}", Bodies.Group("SALES").With("externalId", "new"))).ExpectError(409, "uniqueness");
        Assert.Equal("Support", (await scim.Get($"/Groups/{other}")).Text("/displayName"));
    }

    [Fact]
    public async Task Match_SixtyFourPostsAtOnce_EndInOneGroupWithAllTheirMembers()
    {
        ScimClient scim = (await server.Operator.NewTenant()).Scim;
        string[] users = await scim.CreateUsers("racer", 64);
        ScimResponse[] answers = await Task.WhenAll(users.Select((user, i) => scim.Post("/Groups", Bodies.Group(i % 2 == 0 ? "Racers" : "RACERS ", user).With("externalId", $"e{i}"))));

        Assert.All(answers, answer => answer.Expect(201));
        string id = Assert.Single(answers.Select(answer => answer.Id).Distinct());
        Assert.Equal(users.Order(StringComparer.Ordinal), await scim.MembersOf(id));
        Assert.Equal(1, (await scim.Totals()).Groups);
        for (int i = 0; i < 64; i++)
            Assert.Equal(1, (await scim.Query("/Groups", $"externalId eq \"e{i}\"")).TotalResults);
    }

    [Fact]
    public async Task Match_PostsThatRaceWithDeletion_LoseNoMember()
    {
        ScimClient scim = (await server.Operator.NewTenant()).Scim;
        string user = await scim.CreateUser("racer");
        for (int round = 0; round < 20; round++)
        {
            string old = (await scim.Post("/Groups", Bodies.Group("Come and go").With("externalId", $"old{round}"))).Expect(201).Id;
            Task<ScimResponse> delete = scim.Delete($"/Groups/{old}");
            ScimResponse post = (await scim.Post("/Groups", Bodies.Group("Come and go", user).With("externalId", $"new{round}"))).Expect(201, 503);
            (await delete).Expect(204);

            // Either it became the group that was on its way out, or a new one.
            if (post.Status == 201 && post.Id != old)
            {
                Assert.Equal([user], await scim.MembersOf(post.Id));
                (await scim.Delete($"/Groups/{post.Id}")).Expect(204);
            }

            Assert.Equal(0, (await scim.Totals()).Groups);
        }
    }

    [Fact]
    public async Task Match_AGroupOfManyPosts_KeepsItsLinksThroughChangesAndLosesTheOneThatIsRemoved()
    {
        ScimClient scim = (await server.Operator.NewTenant()).Scim;
        string id = (await scim.Post("/Groups", Bodies.Group("Sales").With("externalId", "a"))).Expect(201).Id;
        (await scim.Post("/Groups", Bodies.Group("Sales").With("externalId", "b"))).Expect(201);

        (await scim.Patch($"/Groups/{id}", Bodies.Patch(Bodies.Replace("displayName", "Sales EMEA")))).Expect(200, 204);
        (await scim.Put($"/Groups/{id}", Bodies.Group("Sales EMEA").With("externalId", "a"))).Expect(200);
        Assert.Equal("a", (await scim.Get($"/Groups/{id}")).Text("/externalId"));
        foreach (string linked in new[] { "a", "b" })
            Assert.Equal(1, (await scim.Query("/Groups", $"externalId eq \"{linked}\"")).TotalResults);

        (await scim.Patch($"/Groups/{id}", Bodies.Patch(Bodies.Remove("externalId")))).Expect(200, 204);
        Assert.Equal(0, (await scim.Query("/Groups", "externalId eq \"a\"")).TotalResults);
        Assert.Equal(1, (await scim.Query("/Groups", "externalId eq \"b\"")).TotalResults);
        Assert.False((await scim.Get($"/Groups/{id}")).Has("/externalId"));
        (await scim.Post("/Groups", Bodies.Group("Sales EMEA").With("externalId", "b"))).ExpectError(409, "uniqueness");
        Assert.Equal(id, (await scim.Post("/Groups", Bodies.Group("Sales EMEA").With("externalId", "a"))).Expect(201).Id);
    }

    [Fact]
    public async Task ExternalId_OfAGroupOfOnePost_IsReplacedByAChange()
    {
        ScimClient scim = (await server.Operator.NewTenant()).Scim;
        string id = (await scim.Post("/Groups", Bodies.Group("Sales").With("externalId", "a"))).Expect(201).Id;
        (await scim.Patch($"/Groups/{id}", Bodies.Patch(Bodies.Replace("externalId", "b")))).Expect(200, 204);
        Assert.Equal(0, (await scim.Query("/Groups", "externalId eq \"a\"")).TotalResults);
        Assert.Equal(1, (await scim.Query("/Groups", "externalId eq \"b\"")).TotalResults);
    }

    [Fact]
    public async Task Match_InBulk_AnswersWithTheExistingGroupAndCorrectsReferences()
    {
        ScimClient scim = (await server.Operator.NewTenant()).Scim;
        string existing = (await scim.Post("/Groups", Bodies.Group("Inner").With("externalId", "1"))).Expect(201).Id;
        string user = await scim.CreateUser("bulky");
        ScimResponse bulk = (await scim.Post("/Bulk", new
        {
            schemas = new[] { "urn:ietf:params:scim:api:messages:2.0:BulkRequest" },
            Operations = new object[]
            {
                new { method = "POST", path = "/Groups", bulkId = "inner", data = Bodies.Group("Inner", user).With("externalId", "2") },
                new { method = "POST", path = "/Groups", bulkId = "outer", data = Bodies.Group("Outer", "bulkId:inner") },
            },
        })).Expect(200);
        Assert.EndsWith(existing, bulk.Text("/Operations/0/location"), StringComparison.Ordinal);
        Assert.Equal([user], await scim.MembersOf(existing));
        Assert.Equal([existing], await scim.MembersOf(bulk.Text("/Operations/1/location").Split('/')[^1]));
    }

    [Fact]
    public async Task Reject_ATakenName_Is409WhateverTheExternalId()
    {
        TestTenant tenant = await With("reject");
        await tenant.Scim.Post("/Groups", Bodies.Group("Sales").With("externalId", "a"));
        (await tenant.Scim.Post("/Groups", Bodies.Group("sales ").With("externalId", "b"))).ExpectError(409, "uniqueness");
        Assert.Equal(1, (await tenant.Scim.Totals()).Groups);
    }

    [Fact]
    public async Task Allow_ATakenName_IsAFurtherGroup()
    {
        TestTenant tenant = await With("allow");
        string a = await tenant.Scim.CreateGroup("Sales"), b = await tenant.Scim.CreateGroup("Sales");
        Assert.NotEqual(a, b);
        Assert.Equal(2, (await tenant.Scim.Query("/Groups", "displayName eq \"sales\"")).TotalResults);
        string c = await tenant.Scim.CreateGroup("Support");
        (await tenant.Scim.Patch($"/Groups/{c}", Bodies.Patch(Bodies.Replace("displayName", "SALES")))).Expect(200, 204);
    }

    [Fact]
    public async Task Change_FromAllowToMatch_LeavesTwinsAloneAndMatchesTheOldest()
    {
        TestTenant tenant = await With("allow");
        ScimClient scim = tenant.Scim;
        string user = await scim.CreateUser("one");
        string oldest = await scim.CreateGroup("Sales"), younger = await scim.CreateGroup("sales");
        await tenant.Settings(new { groupNamePolicy = "match" });

        // Twins can be changed, but neither a third one nor a rename onto their name is possible.
        (await scim.Patch($"/Groups/{younger}", Bodies.Patch(Bodies.Add("members", Bodies.Members([user]))))).Expect(200, 204);
        (await scim.Put($"/Groups/{younger}", Bodies.Group("SALES").With("externalId", "y"))).Expect(200);
        (await scim.Post("/Groups", Bodies.Group("Sales"))).ExpectError(409, "uniqueness");
        string other = await scim.CreateGroup("Support");
        (await scim.Patch($"/Groups/{other}", Bodies.Patch(Bodies.Replace("displayName", "sales")))).ExpectError(409, "uniqueness");
        Assert.Equal(oldest, (await scim.Post("/Groups", Bodies.Group("Sales", user).With("externalId", "x"))).Expect(201).Id);

        // When the oldest goes, the next one is it; and when that one goes, the name is free.
        (await scim.Delete($"/Groups/{oldest}")).Expect(204);
        Assert.Equal(younger, (await scim.Post("/Groups", Bodies.Group("Sales").With("externalId", "z"))).Expect(201).Id);
        (await scim.Delete($"/Groups/{younger}")).Expect(204);
        Assert.NotEqual(younger, await scim.CreateGroup("Sales"));
    }

    [Fact]
    public async Task Change_FromMatchToAllowAndBack_KeepsEveryName()
    {
        TestTenant tenant = await With("match");
        ScimClient scim = tenant.Scim;
        string first = await scim.CreateGroup("Sales");
        await tenant.Settings(new { groupNamePolicy = "allow" });
        string second = await scim.CreateGroup("Sales");
        (await scim.Patch($"/Groups/{first}", Bodies.Patch(Bodies.Replace("externalId", "f")))).Expect(200, 204);
        await tenant.Settings(new { groupNamePolicy = "reject" });
        (await scim.Post("/Groups", Bodies.Group("Sales").With("externalId", "x"))).ExpectError(409, "uniqueness");
        (await scim.Patch($"/Groups/{second}", Bodies.Patch(Bodies.Replace("displayName", "Sales 2")))).Expect(200, 204);
        (await scim.Patch($"/Groups/{second}", Bodies.Patch(Bodies.Replace("displayName", "Sales")))).ExpectError(409, "uniqueness");
        Assert.Equal(2, (await scim.Totals()).Groups);
    }

    [Theory]
    [InlineData("{\"groupNamePolicy\":\"maybe\"}")]
    [InlineData("{\"groupNamePolicy\":1}")]
    [InlineData("{\"userConflictPolicy\":\"merge\"}")]
    public async Task Settings_OfAnUnknownPolicy_AreRefused(string body)
    {
        TestTenant tenant = await server.Operator.NewTenant();
        (await server.Operator.Send("PATCH", $"/tenants/{tenant.Id}/settings", body)).Expect(400);
        ScimResponse settings = (await server.Operator.Get($"/tenants/{tenant.Id}/settings")).Expect(200);
        Assert.Equal(("match", "reject"), (settings.Text("/groupNamePolicy"), settings.Text("/userConflictPolicy")));
    }

    private async Task<TestTenant> With(string policy)
    {
        TestTenant tenant = await server.Operator.NewTenant();
        await tenant.Settings(new { groupNamePolicy = policy });
        return tenant;
    }
}
