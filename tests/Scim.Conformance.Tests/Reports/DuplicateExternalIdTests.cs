using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Fixtures;
using Scim.Conformance.Tests.Workplace.Uploads;

namespace Scim.Conformance.Tests.Reports;

/// <summary>
/// Report: two resources got the same externalId, and a client that matches by externalId stopped at more than one
/// match. With <c>externalIdPolicy</c> <c>reject</c>, a request that would give a second resource of the type an
/// externalId is 409.
/// </summary>
public sealed class DuplicateExternalIdTests(SharedServer server)
{
    private const int RequestCount = 16;

    [Theory]
    [InlineData("/Users")]
    [InlineData("/Groups")]
    public async Task Reject_TakenExternalId_Is409ForEveryMethod(string endpoint)
    {
        ScimClient scim = (await CreateTenantAsync("reject")).Scim;
        string first = await CreateResourceAsync(scim, endpoint, "first", "x1"),
            second = await CreateResourceAsync(scim, endpoint, "second", "x2");
        AssertTaken(await scim.PostAsync(endpoint, CreateBody(endpoint, "third", "x1")));
        AssertTaken(await scim.PutAsync($"{endpoint}/{second}", CreateBody(endpoint, "second", "x1")));
        AssertTaken(await PatchExternalIdAsync(scim, $"{endpoint}/{second}", "x1"));
        ScimResponse bulk = await SendBulkAsync(
            scim,
            ("POST", endpoint, CreateBody(endpoint, "third", "x1")),
            ("POST", endpoint, CreateBody(endpoint, "fourth", "x4")),
            ("POST", endpoint, CreateBody(endpoint, "fifth", "x4")),
            (
                "PATCH",
                $"{endpoint}/{second}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("externalId", "x1"))
            )
        );
        Assert.Equal(["409", "201", "409", "409"], bulk.GetTexts("/Operations", "/status"));
        Assert.Equal(
            ["x1", "x2", "x4"],
            (await scim.GetAsync(endpoint)).GetTexts("/Resources", "/externalId").Order(StringComparer.Ordinal)
        );

        // The comparison is case-exact, an own externalId is no duplicate, and a released one is free.
        await CreateResourceAsync(scim, endpoint, "upper", "X1");
        (await scim.PutAsync($"{endpoint}/{first}", CreateBody(endpoint, "first", "x1"))).AssertStatus(200);
        (await PatchExternalIdAsync(scim, $"{endpoint}/{first}", "x9")).AssertStatus(200, 204);
        await CreateResourceAsync(scim, endpoint, "sixth", "x1");
        (await scim.DeleteAsync($"{endpoint}/{second}")).AssertStatus(204);
        await CreateResourceAsync(scim, endpoint, "seventh", "x2");
    }

    [Fact]
    public async Task Reject_SameExternalIdOfUserAndGroup_IsAccepted()
    {
        ScimClient scim = (await CreateTenantAsync("reject")).Scim;
        await CreateResourceAsync(scim, "/Users", "ada", "x");
        await CreateResourceAsync(scim, "/Groups", "Ada", "x");
        foreach (string name in new[] { "bob", "eve" })
            await scim.CreateUserAsync(name);
    }

    [Fact]
    public async Task Reject_ConcurrentRequests_GiveTheExternalIdToOneResource()
    {
        ScimClient scim = (await CreateTenantAsync("reject")).Scim;
        string[] users = await scim.CreateUsersAsync("racer", RequestCount / 2);
        ScimResponse[] responses = await Task.WhenAll(
            Enumerable
                .Range(0, RequestCount)
                .Select(i =>
                    i < users.Length
                        ? PatchExternalIdAsync(scim, $"/Users/{users[i]}", "wanted")
                        : scim.PostAsync("/Users", CreateBody("/Users", $"new.{i}", "wanted"))
                )
        );
        Assert.Single(responses, r => r.Status is 200 or 201 or 204);
        Assert.All(responses.Where(r => r.Status is not (200 or 201 or 204)), AssertTaken);
        ScimResponse found = await scim.QueryResourcesAsync("/Users", "externalId eq \"wanted\"");
        Assert.Equal(1, found.TotalResults);

        // The rejected requests left no reservation.
        (await scim.DeleteAsync($"/Users/{Assert.Single(found.GetTexts("/Resources", "/id"))}")).AssertStatus(204);
        await CreateResourceAsync(scim, "/Users", $"new.{RequestCount}", "wanted");
    }

    [Theory]
    [InlineData("/Users")]
    [InlineData("/Groups")]
    public async Task Change_FromAllowToReject_KeepsDuplicatesAndProtectsAll(string endpoint)
    {
        TestTenant tenant = await CreateTenantAsync("allow");
        ScimClient scim = tenant.Scim;
        string a = await CreateResourceAsync(scim, endpoint, "a", "twice"),
            b = await CreateResourceAsync(scim, endpoint, "b", "twice"),
            c = await CreateResourceAsync(scim, endpoint, "c", "once");
        await tenant.ChangeSettingsAsync(new { externalIdPolicy = "reject" });
        foreach (string taken in new[] { "twice", "once" })
            AssertTaken(await scim.PostAsync(endpoint, CreateBody(endpoint, "d", taken)));

        // The duplicates can be changed, and deactivated, as long as they keep their externalId.
        foreach ((string id, string name) in new[] { (a, "a"), (b, "b"), (a, "a"), (b, "b") })
        {
            (
                await PatchAttributeAsync(scim, $"{endpoint}/{id}", "displayName", $"{name} {Guid.NewGuid()}")
            ).AssertStatus(200, 204);
            (await scim.PutAsync($"{endpoint}/{id}", CreateBody(endpoint, name, "twice"))).AssertStatus(200);
        }

        AssertTaken(await PatchExternalIdAsync(scim, $"{endpoint}/{c}", "twice"));
        (await PatchExternalIdAsync(scim, $"{endpoint}/{b}", "other")).AssertStatus(200, 204);
        AssertTaken(await PatchExternalIdAsync(scim, $"{endpoint}/{b}", "twice"));
        AssertTaken(await PatchExternalIdAsync(scim, $"{endpoint}/{b}", "once"));
        (await scim.DeleteAsync($"{endpoint}/{a}")).AssertStatus(204);
        (await PatchExternalIdAsync(scim, $"{endpoint}/{b}", "twice")).AssertStatus(200, 204);

        await tenant.ChangeSettingsAsync(new { externalIdPolicy = "allow" });
        foreach (string name in new[] { "e", "f" })
            await CreateResourceAsync(scim, endpoint, name, "twice");
        await tenant.ChangeSettingsAsync(new { externalIdPolicy = (string?)null });
        await CreateResourceAsync(scim, endpoint, "g", "twice");
    }

    [Theory]
    [InlineData("match")]
    [InlineData("allow")]
    public async Task Reject_PostOfGroupWithTakenName_FollowsTheNamePolicy(string policy)
    {
        TestTenant tenant = await CreateTenantAsync("reject");
        ScimClient scim = tenant.Scim;
        await tenant.ChangeSettingsAsync(new { groupNamePolicy = policy });
        string sales = await CreateResourceAsync(scim, "/Groups", "Sales", "entra-1"),
            support = await CreateResourceAsync(scim, "/Groups", "Support", "entra-2"),
            second = await CreateResourceAsync(scim, "/Groups", "SALES", "okta-1");
        Assert.Equal(policy == "match", second == sales);

        // A linked externalId is taken too, by POST of a new name, by POST of the name of another group and by PATCH.
        foreach (string taken in new[] { "entra-1", "okta-1" })
        {
            AssertTaken(await scim.PostAsync("/Groups", CreateBody("/Groups", "New", taken)));
            AssertTaken(await scim.PostAsync("/Groups", CreateBody("/Groups", "support", taken)));
            AssertTaken(await PatchExternalIdAsync(scim, $"/Groups/{support}", taken));
        }

        (await PatchAttributeAsync(scim, $"/Groups/{sales}", "displayName", "Sales EMEA")).AssertStatus(200, 204);
        AssertTaken(await PatchExternalIdAsync(scim, $"/Groups/{support}", "entra-1"));
        foreach (string id in new[] { sales, second }.Distinct())
            (await scim.DeleteAsync($"/Groups/{id}")).AssertStatus(204);
        foreach (string free in new[] { "entra-1", "okta-1" })
            await CreateResourceAsync(scim, "/Groups", free, free);
    }

    [Fact]
    public async Task Change_ToReject_ProtectsExternalIdsThatWereLinkedBefore()
    {
        TestTenant tenant = await CreateTenantAsync("allow");
        ScimClient scim = tenant.Scim;
        foreach (string externalId in new[] { "entra-1", "okta-1" })
            await CreateResourceAsync(scim, "/Groups", "Sales", externalId);
        await tenant.ChangeSettingsAsync(new { externalIdPolicy = "reject" });
        foreach (string taken in new[] { "entra-1", "okta-1" })
            AssertTaken(await scim.PostAsync("/Groups", CreateBody("/Groups", "New", taken)));
    }

    [Fact]
    public async Task Reject_UploadOfTakenExternalId_FailsTheRow()
    {
        TestTenant tenant = await CreateTenantAsync("reject");
        var api = await tenant.CreateWorkplaceClientAsync();
        string ada = await CreateResourceAsync(tenant.Scim, "/Users", "ada", "x1");
        await CreateResourceAsync(tenant.Scim, "/Users", "bob", "x2");
        foreach (string dryRun in new[] { "?dryRun=true", "" })
        {
            ScimResponse ended = await api.RunUploadAsync("userName,externalId,title\nbob,x1,Bee\neve,x3,Ay", dryRun);
            Assert.Equal(1, ended.GetInt32("/rows/failed"));
            Assert.Contains("externalId", Assert.Single(await api.ReadErrorsAsync(ended.Id)), StringComparison.Ordinal);
        }

        Assert.Equal(
            ada,
            Assert.Single(
                (await tenant.Scim.QueryResourcesAsync("/Users", "externalId eq \"x1\"")).GetTexts("/Resources", "/id")
            )
        );
    }

    [Fact]
    public async Task Reject_ExternalIdThatIsTooLongToBeUnique_Is400UnlessKept()
    {
        TestTenant tenant = await CreateTenantAsync("allow");
        ScimClient scim = tenant.Scim;
        string text = new('x', 256),
            ada = await CreateResourceAsync(scim, "/Users", "ada", text);
        await tenant.ChangeSettingsAsync(new { externalIdPolicy = "reject" });
        (await PatchAttributeAsync(scim, $"/Users/{ada}", "displayName", "Ada")).AssertStatus(200, 204);
        (await scim.PostAsync("/Users", CreateBody("/Users", "bob", text))).AssertError(400, "invalidValue");
        (await PatchExternalIdAsync(scim, $"/Users/{ada}", text[1..])).AssertStatus(200, 204);
        AssertTaken(await scim.PostAsync("/Users", CreateBody("/Users", "bob", text[1..])));
    }

    [Fact]
    public async Task Setting_WithUnknownPolicy_Is400()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        ScimResponse refused = await server.Operator.SendRequestAsync(
            "PATCH",
            $"/tenants/{tenant.Id}/settings",
            new { externalIdPolicy = "merge" }
        );
        Assert.Contains("externalIdPolicy", refused.AssertStatus(400).Body, StringComparison.Ordinal);
    }

    private async Task<TestTenant> CreateTenantAsync(string policy)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        await tenant.ChangeSettingsAsync(new { externalIdPolicy = policy });
        return tenant;
    }

    private static JsonObject CreateBody(string endpoint, string name, string externalId) =>
        (endpoint == "/Users" ? RequestBodies.CreateUser(name) : RequestBodies.CreateGroup(name)).WithMembers(
            "externalId",
            externalId
        );

    private static async Task<string> CreateResourceAsync(
        ScimClient scim,
        string endpoint,
        string name,
        string externalId
    ) => (await scim.PostAsync(endpoint, CreateBody(endpoint, name, externalId))).AssertStatus(201).Id;

    private static Task<ScimResponse> PatchExternalIdAsync(ScimClient scim, string path, string externalId) =>
        PatchAttributeAsync(scim, path, "externalId", externalId);

    private static Task<ScimResponse> PatchAttributeAsync(
        ScimClient scim,
        string path,
        string attribute,
        string value
    ) => scim.PatchAsync(path, RequestBodies.CreatePatch(RequestBodies.ReplaceOperation(attribute, value)));

    private static async Task<ScimResponse> SendBulkAsync(
        ScimClient scim,
        params (string Method, string Path, JsonObject Data)[] operations
    ) =>
        (
            await scim.PostAsync(
                "/Bulk",
                new
                {
                    schemas = new[] { "urn:ietf:params:scim:api:messages:2.0:BulkRequest" },
                    Operations = operations.Select(
                        (o, i) =>
                            new
                            {
                                method = o.Method,
                                path = o.Path,
                                bulkId = $"b{i}",
                                data = o.Data,
                            }
                    ),
                }
            )
        ).AssertStatus(200);

    private static void AssertTaken(ScimResponse response) =>
        Assert.StartsWith(
            "externalId:",
            response.AssertError(409, "uniqueness").GetText("/detail"),
            StringComparison.Ordinal
        );
}
