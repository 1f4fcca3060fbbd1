namespace Scim.Conformance.Tests.Lifecycle;

/// <summary>What a POST means whose userName is taken: the setting <c>userConflictPolicy</c>.</summary>
public sealed class UserConflictPolicyTests(SharedServer server)
{
    private const string Department = "/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/department";

    [Fact]
    public async Task Reject_ATakenName_Is409() // the default
    {
        ScimClient scim = (await server.Operator.NewTenant()).Scim;
        await scim.CreateUser("ada");
        (await scim.Post("/Users", Bodies.User("ADA", new { externalId = "new" }))).ExpectError(409, "uniqueness");
    }

    [Fact]
    public async Task Sync_ATakenName_UpdatesTheUserAndAnswersWithHisId()
    {
        TestTenant tenant = await Syncing();
        ScimClient scim = tenant.Scim;
        ScimResponse first = (await scim.Post("/Users", """
            {"userName":"ada","title":"Pilot","nickName":"A","emails":[{"value":"old@x.example","type":"work"}],
             "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Air","employeeNumber":"7"}}
            """)).Expect(201);
        string group = await scim.CreateGroup("Flyers", first.Id);

        ScimResponse second = (await scim.Post("/Users", """
            {"userName":"ADA","externalId":"e1","title":null,"emails":[{"value":"new@x.example","type":"work"}],"id":"mine",
             "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Space"}}
            """)).Expect(201);

        Assert.Equal((first.Id, first.Header("Location"), "W/\"2"), (second.Id, second.Header("Location"), second.ETag[..4]));
        ScimResponse read = (await scim.Get($"/Users/{first.Id}")).Expect(200);
        Assert.Equal(("ADA", "e1", "A", "new@x.example"), (read.Text("/userName"), read.Text("/externalId"), read.Text("/nickName"), read.Text("/emails/0/value")));
        Assert.Equal(("Space", "7"), (read.Text(Department), read.Text(Department.Replace("department", "employeeNumber", StringComparison.Ordinal))));
        Assert.False(read.Has("/title"));
        Assert.Equal([first.Id], await scim.MembersOf(group));
        Assert.Equal(1, (await scim.Totals()).Users);
        Assert.Equal(1, (await scim.Query("/Users", "externalId eq \"e1\"")).TotalResults);
    }

    [Fact]
    public async Task Sync_OfAnInactiveUser_ReactivatesHimOnlyWhereThePostSaysSo()
    {
        ScimClient scim = (await Syncing()).Scim;
        string id = await scim.CreateUser("ada", new { active = false });
        Assert.False((await scim.Post("/Users", Bodies.User("ada", new { title = "x" }))).Expect(201).At("/active").GetBoolean());
        Assert.True((await scim.Post("/Users", Bodies.User("ada", new { active = true }))).Expect(201).At("/active").GetBoolean());
        Assert.Equal(id, (await scim.Query("/Users", "userName eq \"ada\"")).Text("/Resources/0/id"));
    }

    [Fact]
    public async Task Sync_ABrokenPost_IsRefusedAsForANewUserAndChangesNothing()
    {
        ScimClient scim = (await Syncing()).Scim;
        string id = await scim.CreateUser("ada");
        string before = (await scim.Get($"/Users/{id}")).Body;
        (await scim.Post("/Users", Bodies.User("ada", new { emails = 7 }))).ExpectError(400, "invalidValue");
        Assert.Equal(before, (await scim.Get($"/Users/{id}")).Body);
    }

    [Fact]
    public async Task Sync_SixtyFourPostsAtOnce_EndInOneUser()
    {
        ScimClient scim = (await Syncing()).Scim;
        ScimResponse[] answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => scim.Post("/Users", Bodies.User("racer", new { title = $"t{i}" }))));
        Assert.All(answers, answer => answer.Expect(201));
        Assert.Single(answers.Select(answer => answer.Id).Distinct());
        Assert.Equal(1, (await scim.Totals()).Users);
    }

    private async Task<TestTenant> Syncing()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        await tenant.Settings(new { userConflictPolicy = "sync" });
        return tenant;
    }
}
