using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Fixtures;
using Scim.Conformance.Tests.Workplace.Uploads;
using Scim.Testing.Server.Workplace;

namespace Scim.Conformance.Tests.Lifecycle;

/// <summary>
/// Every user has a value of <c>active</c>, and only a request that says true reactivates an inactive user.
/// </summary>
public sealed class ActiveTests(SharedServer server)
{
    private const string Core = "urn:ietf:params:scim:schemas:core:2.0:User";

    /// <summary>The values of <c>active</c> that mean "no value"; "absent" leaves the attribute out.</summary>
    public static TheoryData<string> Unassigned { get; } = ["absent", "null", "\"\"", "[]"];

    /// <summary>PATCH operations that unassign <c>active</c> or do not mention it.</summary>
    public static TheoryData<string> PatchShapes { get; } =
    [
        """{"op":"replace","path":"active","value":null}""",
        """{"op":"replace","path":"active","value":""}""",
        """{"op":"add","path":"active","value":null}""",
        """{"op":"remove","path":"active"}""",
        """{"op":"remove","path":"active","value":false}""",
        $$"""{"op":"remove","path":"{{Core}}:active"}""",
        """{"op":"replace","value":{"active":null}}""",
        """{"op":"replace","value":{"ACTIVE":"","title":"changed"}}""",
        """{"op":"add","value":{"urn:ietf:params:scim:schemas:core:2.0:User":{"active":null}}}""",
        $$$"""{"op":"replace","path":"{{{Core}}}","value":{"active":null,"title":"changed"}}""",
        """{"op":"replace","path":"title","value":"changed"}""",
    ];

    [Theory, MemberData(nameof(Unassigned))]
    public async Task Create_WithoutActive_StoresActiveUser(string active)
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        ScimResponse created = (await scim.PostAsync("/Users", CreateBody("new", active))).AssertStatus(201);
        Assert.True(created.GetElement("/active").GetBoolean());
        Assert.True((await scim.GetAsync($"/Users/{created.Id}")).GetElement("/active").GetBoolean());
        Assert.True((await scim.GetAsync($"/Users/{created.Id}?attributes=active")).GetElement("/active").GetBoolean());
    }

    [Fact]
    public async Task Query_ByActive_FindsUsersCreatedWithoutIt()
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        string silent = await scim.CreateUserAsync("a.silent"),
            inactive = await scim.CreateUserAsync("b.inactive", new { active = false }),
            active = await scim.CreateUserAsync("c.active", new { active = true });
        foreach (
            (string filter, string[] ids) in new (string, string[])[]
            {
                ("active eq true", [silent, active]),
                ("active eq false", [inactive]),
                ("active ne true", [inactive]),
                ("active pr", [silent, inactive, active]),
                ("not (active pr)", []),
                ("userName sw \"a\" and active eq true", [silent]),
                ("active eq true and userName eq \"a.silent\"", [silent]),
            }
        )
        {
            ScimResponse found = await scim.QueryResourcesAsync("/Users", filter, "sortBy=userName");
            Assert.True(ids.SequenceEqual(found.GetTexts("/Resources", "/id")), $"{filter} found {found.Body}");
        }

        ScimResponse sorted = await scim.GetAsync("/Users?sortBy=active&sortOrder=descending");
        Assert.Equal(inactive, sorted.AssertStatus(200).GetTexts("/Resources", "/id")[^1]);
        Assert.All(sorted.Resources, r => Assert.True(r.TryGetProperty("active", out _)));
    }

    [Theory, MemberData(nameof(Unassigned))]
    public async Task Replace_WithoutActive_KeepsTheValue(string active)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string leaver = await tenant.Scim.CreateUserAsync("leaver"),
            worker = await tenant.Scim.CreateUserAsync("worker");
        await tenant.Scim.DeactivateUserAsync(leaver);
        foreach (
            (string id, string name, bool expected) in new[] { (leaver, "leaver", false), (worker, "worker", true) }
        )
        {
            JsonObject body = CreateBody(name, active);
            body["title"] = "changed";
            ScimResponse replaced = (await tenant.Scim.PutAsync($"/Users/{id}", body)).AssertStatus(200);
            Assert.Equal("changed", replaced.GetText("/title"));
            await AssertActiveAsync(tenant.Scim, api, id, expected);
        }
    }

    [Theory, MemberData(nameof(PatchShapes))]
    public async Task Patch_WithoutActive_KeepsTheValue(string operation)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string leaver = await tenant.Scim.CreateUserAsync("leaver"),
            worker = await tenant.Scim.CreateUserAsync("worker");
        await tenant.Scim.DeactivateUserAsync(leaver);
        JsonObject patch = RequestBodies.CreatePatch(JsonNode.Parse(operation)!.AsObject());
        foreach ((string id, bool expected) in new[] { (leaver, false), (worker, true) })
        {
            (await tenant.Scim.PatchAsync($"/Users/{id}", patch.DeepClone())).AssertStatus(200, 204);
            await AssertActiveAsync(tenant.Scim, api, id, expected);
        }
    }

    [Fact]
    public async Task Patch_ThatDeactivatesAndThenRemovesActive_Deactivates()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        string id = await tenant.Scim.CreateUserAsync("leaver");
        JsonObject patch = RequestBodies.CreatePatch(
            RequestBodies.ReplaceOperation("active", false),
            RequestBodies.RemoveOperation("active")
        );
        (await tenant.Scim.PatchAsync($"/Users/{id}", patch)).AssertStatus(200, 204);
        await AssertActiveAsync(tenant.Scim, await tenant.CreateWorkplaceClientAsync(), id, expected: false);
    }

    [Fact]
    public async Task Bulk_WithoutActive_KeepsTheValue()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string replaced = await tenant.Scim.CreateUserAsync("replaced"),
            patched = await tenant.Scim.CreateUserAsync("patched");
        await tenant.Scim.DeactivateUserAsync(replaced);
        await tenant.Scim.DeactivateUserAsync(patched);
        JsonObject bulk = new()
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:BulkRequest"),
            ["Operations"] = new JsonArray(
                CreateOperation("PUT", $"/Users/{replaced}", RequestBodies.CreateUser("replaced")),
                CreateOperation(
                    "PATCH",
                    $"/Users/{patched}",
                    RequestBodies.CreatePatch(RequestBodies.RemoveOperation("active"))
                ),
                CreateOperation("POST", "/Users", RequestBodies.CreateUser("created"))
            ),
        };
        ScimResponse done = (await tenant.Scim.PostAsync("/Bulk", bulk)).AssertStatus(200);
        Assert.Equal(
            ["200", "200", "201"],
            done.GetTexts("/Operations", "/status").Select(s => s == "204" ? "200" : s)
        );
        await AssertActiveAsync(tenant.Scim, api, replaced, expected: false);
        await AssertActiveAsync(tenant.Scim, api, patched, expected: false);
        Assert.Equal(
            "created",
            (await tenant.Scim.QueryResourcesAsync("/Users", "active eq true")).GetText("/Resources/0/userName")
        );

        static JsonNode CreateOperation(string method, string path, JsonObject data)
        {
            JsonObject operation = new()
            {
                ["method"] = method,
                ["path"] = path,
                ["data"] = data,
            };
            if (method == "POST")
                operation["bulkId"] = "q";
            return operation;
        }
    }

    [Theory, MemberData(nameof(Unassigned))]
    public async Task Create_MergedIntoInactiveUser_KeepsTheUserInactive(string active)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        await tenant.ChangeSettingsAsync(new { userConflictPolicy = "sync" });
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string id = await tenant.Scim.CreateUserAsync("leaver");
        await tenant.Scim.DeactivateUserAsync(id);
        ScimResponse merged = await tenant.Scim.PostAsync("/Users", CreateBody("leaver", active));
        Assert.Equal(id, merged.AssertStatus(200, 201).Id);
        await AssertActiveAsync(tenant.Scim, api, id, expected: false);
        ScimResponse returned = await tenant.Scim.PostAsync("/Users", CreateBody("leaver", "true"));
        Assert.Equal(id, returned.AssertStatus(200, 201).Id);
        await AssertActiveAsync(tenant.Scim, api, id, expected: true);
    }

    [Theory]
    [InlineData("leave")]
    [InlineData("clear")]
    public async Task Upload_WithEmptyActive_KeepsTheValue(string blanks)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        string leaver = await tenant.Scim.CreateUserAsync("leaver"),
            worker = await tenant.Scim.CreateUserAsync("worker");
        await tenant.Scim.DeactivateUserAsync(leaver);
        ScimResponse upload = await api.RunUploadAsync(
            """
            userName,title,active
            leaver,changed,
            worker,changed,
            new,changed,
            """,
            $"?blanks={blanks}"
        );
        upload.AssertCounts([3, 3, 0, 1, 2, 0]);
        await AssertActiveAsync(tenant.Scim, api, leaver, expected: false);
        await AssertActiveAsync(tenant.Scim, api, worker, expected: true);
        ScimResponse created = await tenant.Scim.QueryResourcesAsync(
            "/Users",
            "userName eq \"new\" and active eq true"
        );
        Assert.Single(created.GetTexts("/Resources", "/id"));
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    public async Task Update_WithTrue_Reactivates(string method)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        string id = await tenant.Scim.CreateUserAsync("returns");
        await tenant.Scim.DeactivateUserAsync(id);
        JsonObject body =
            method == "PUT"
                ? CreateBody("returns", "true")
                : RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("active", "True"));
        (await tenant.Scim.SendAsync(method, $"/Users/{id}", body)).AssertStatus(200, 204);
        await AssertActiveAsync(tenant.Scim, await tenant.CreateWorkplaceClientAsync(), id, expected: true);
    }

    // The document, the filter, the directory and the sign-in must agree, and a deletion that was scheduled stays so.
    private static async Task AssertActiveAsync(ScimClient scim, WorkplaceClient api, string id, bool expected)
    {
        Assert.Equal(expected, (await scim.GetAsync($"/Users/{id}")).GetElement("/active").GetBoolean());
        ScimResponse found = await scim.QueryResourcesAsync("/Users", $"active eq {(expected ? "true" : "false")}");
        Assert.Contains(id, found.GetTexts("/Resources", "/id"));
        ScimResponse profile = (await api.GetAsync($"/users/{id}")).AssertStatus(200);
        Assert.Equal(expected, profile.GetElement("/active").GetBoolean());
        ScimResponse session = await api.PostAsync("/sessions", new { userId = id });
        if (expected)
            session.AssertStatus(201);
        else
            Assert.Equal("inactive", session.AssertStatus(403).GetText("/reason"));
    }

    private static JsonObject CreateBody(string userName, string active)
    {
        JsonObject body = RequestBodies.CreateUser(userName);
        if (active != "absent")
            body["active"] = JsonNode.Parse(active);
        return body;
    }
}
