using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Lifecycle;

/// <summary>A POST with a userName that is taken, under each value of the setting <c>userConflictPolicy</c>.</summary>
public sealed class UserConflictPolicyTests(SharedServer server)
{
    private const string Department = "/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/department";

    [Fact]
    public async Task Reject_TakenName_Is409() // the default
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        await scim.CreateUserAsync("ada");
        (await scim.PostAsync("/Users", RequestBodies.CreateUser("ADA", new { externalId = "new" }))).AssertError(
            409,
            "uniqueness"
        );
    }

    [Fact]
    public async Task Sync_TakenName_UpdatesUserAndReturnsExistingId()
    {
        TestTenant tenant = await CreateSyncTenantAsync();
        ScimClient scim = tenant.Scim;
        ScimResponse first = (
            await scim.PostAsync(
                "/Users",
                """
                {"userName":"ada","title":"Pilot","nickName":"A","emails":[{"value":"old@x.example","type":"work"}],
                 "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Air","employeeNumber":"7"}}
                """
            )
        ).AssertStatus(201);
        string group = await scim.CreateGroupAsync("Flyers", first.Id);

        ScimResponse second = (
            await scim.PostAsync(
                "/Users",
                """
                {"userName":"ADA","externalId":"e1","title":null,"emails":[{"value":"new@x.example","type":"work"}],"id":"mine",
                 "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Space"}}
                """
            )
        ).AssertStatus(201);

        Assert.Equal(
            (first.Id, first.GetHeader("Location"), "W/\"2"),
            (second.Id, second.GetHeader("Location"), second.ETag[..4])
        );
        ScimResponse read = (await scim.GetAsync($"/Users/{first.Id}")).AssertStatus(200);
        Assert.Equal(
            ("ADA", "e1", "A", "new@x.example"),
            (
                read.GetText("/userName"),
                read.GetText("/externalId"),
                read.GetText("/nickName"),
                read.GetText("/emails/0/value")
            )
        );
        Assert.Equal(
            ("Space", "7"),
            (
                read.GetText(Department),
                read.GetText(Department.Replace("department", "employeeNumber", StringComparison.Ordinal))
            )
        );
        Assert.False(read.HasElement("/title"));
        Assert.Equal([first.Id], await scim.ReadMemberIdsAsync(group));
        Assert.Equal(1, (await scim.CountResourcesAsync()).Users);
        Assert.Equal(1, (await scim.QueryResourcesAsync("/Users", "externalId eq \"e1\"")).TotalResults);
    }

    [Fact]
    public async Task Sync_OfInactiveUser_ReactivatesOnlyWhenRequested()
    {
        ScimClient scim = (await CreateSyncTenantAsync()).Scim;
        string id = await scim.CreateUserAsync("ada", new { active = false });
        Assert.False(
            (await scim.PostAsync("/Users", RequestBodies.CreateUser("ada", new { title = "x" })))
                .AssertStatus(201)
                .GetElement("/active")
                .GetBoolean()
        );
        Assert.True(
            (await scim.PostAsync("/Users", RequestBodies.CreateUser("ada", new { active = true })))
                .AssertStatus(201)
                .GetElement("/active")
                .GetBoolean()
        );
        Assert.Equal(id, (await scim.QueryResourcesAsync("/Users", "userName eq \"ada\"")).GetText("/Resources/0/id"));
    }

    [Fact]
    public async Task Sync_InvalidPost_IsRejectedAndChangesNothing()
    {
        ScimClient scim = (await CreateSyncTenantAsync()).Scim;
        string id = await scim.CreateUserAsync("ada");
        string before = (await scim.GetAsync($"/Users/{id}")).Body;
        (await scim.PostAsync("/Users", RequestBodies.CreateUser("ada", new { emails = true }))).AssertError(
            400,
            "invalidValue"
        );
        Assert.Equal(before, (await scim.GetAsync($"/Users/{id}")).Body);
    }

    [Fact]
    public async Task Sync_SixtyFourConcurrentPosts_CreateOneUser()
    {
        ScimClient scim = (await CreateSyncTenantAsync()).Scim;
        ScimResponse[] answers = await Task.WhenAll(
            Enumerable
                .Range(0, 64)
                .Select(i => scim.PostAsync("/Users", RequestBodies.CreateUser("racer", new { title = $"t{i}" })))
        );
        Assert.All(answers, answer => answer.AssertStatus(201));
        Assert.Single(answers.Select(answer => answer.Id).Distinct());
        Assert.Equal(1, (await scim.CountResourcesAsync()).Users);
    }

    private async Task<TestTenant> CreateSyncTenantAsync()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        await tenant.ChangeSettingsAsync(new { userConflictPolicy = "sync" });
        return tenant;
    }
}
