using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Bulk;
using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Reports;

/// <summary>
/// Report: a client sends each value in an array, also where the schema requires one value. Servers answered 400, or
/// stored the array.
/// </summary>
public sealed class SingleValueTests(SharedServer server)
{
    [Fact]
    public async Task User_WithValuesInArrays_HasTheValues()
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        JsonObject body = RequestBodies.CreateUser(
            "ada",
            new
            {
                userName = new[] { "ada" },
                preferredLanguage = new[] { "de" },
                active = new[] { false },
                name = new[] { new { familyName = new[] { "L" } } },
                emails = new[] { new { type = new[] { "work" }, value = new[] { "a@x.example" } } },
            }
        );
        body[ScimUrns.Enterprise] = JsonNode.Parse("""[{"department":["D"],"manager":["boss"]}]""");
        ScimResponse created = (await scim.PostAsync("/Users", body)).AssertStatus(201);
        AssertUser(created);
        AssertUser((await scim.PutAsync($"/Users/{created.Id}", body)).AssertStatus(200));
        AssertUser((await scim.GetAsync($"/Users/{created.Id}")).AssertStatus(200));

        body.Remove("userName");
        body.Remove("schemas");
        string other = await scim.CreateUserAsync("bob");
        JsonObject pathless = RequestBodies.ReplaceOperation(null, new JsonArray(body.DeepClone()));
        AssertUser(await PatchUserAsync(scim, other, pathless));
        string third = await scim.CreateUserAsync("cy");
        AssertUser(
            await PatchUserAsync(
                scim,
                third,
                RequestBodies.ReplaceOperation("preferredLanguage", new[] { "de" }),
                RequestBodies.ReplaceOperation("active", new[] { false }),
                RequestBodies.ReplaceOperation("name", new[] { new { familyName = "L" } }),
                RequestBodies.AddOperation("emails[type eq \"work\"].value", new[] { "a@x.example" }),
                RequestBodies.ReplaceOperation($"{ScimUrns.Enterprise}:department", new[] { "D" }),
                RequestBodies.AddOperation($"{ScimUrns.Enterprise}:manager", new[] { new { value = "boss" } })
            )
        );
        Assert.Equal(3, (await scim.QueryResourcesAsync("/Users", "active eq false")).TotalResults);
    }

    [Theory]
    [InlineData("preferredLanguage", """["de","en"]""")]
    [InlineData("active", "[false,true]")]
    [InlineData("title", """[["T"]]""")]
    [InlineData("name", """[{"familyName":"L"},{"givenName":"A"}]""")]
    [InlineData("name", """{"familyName":["L","M"]}""")]
    [InlineData("emails", """[{"value":["a@x.example","b@x.example"]}]""")]
    [InlineData(ScimUrns.Enterprise, """[{"department":"D"},{"division":"V"}]""")]
    [InlineData(ScimUrns.Enterprise, """{"department":["D","E"]}""")]
    public async Task User_WithSeveralValuesWhereOneIsDue_IsRejected(string attribute, string value)
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        string user = await scim.CreateUserAsync("ada"),
            before = (await scim.GetAsync($"/Users/{user}")).Body;
        JsonObject body = RequestBodies.CreateUser("ada");
        body[attribute] = JsonNode.Parse(value);
        (await scim.PostAsync("/Users", body)).AssertError(400, "invalidValue");
        (await scim.PutAsync($"/Users/{user}", body)).AssertError(400, "invalidValue");
        foreach (
            JsonObject operation in new[]
            {
                RequestBodies.ReplaceOperation(attribute, JsonNode.Parse(value)),
                RequestBodies.AddOperation(null, new JsonObject { [attribute] = JsonNode.Parse(value) }),
                RequestBodies.AddOperation(null, new JsonArray(new JsonObject(), new JsonObject())),
            }
        )
            (await scim.PatchAsync($"/Users/{user}", RequestBodies.CreatePatch(operation))).AssertError(
                400,
                "invalidValue"
            );
        Assert.Equal(before, (await scim.GetAsync($"/Users/{user}")).Body);
    }

    [Fact]
    public async Task Group_WithValuesInArrays_HasTheValues()
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        string[] users = await scim.CreateUsersAsync("member", 2);
        JsonObject body = RequestBodies.CreateGroup("Crew");
        body["displayName"] = new JsonArray("Crew");
        body["members"] = JsonNode.Parse($$"""[{"value":["{{users[0]}}"],"type":["User"]}]""");
        ScimResponse group = (await scim.PostAsync("/Groups", body)).AssertStatus(201);
        Assert.Equal("Crew", group.GetText("/displayName"));
        Assert.Equal([users[0]], await scim.ReadMemberIdsAsync(group.Id));
        JsonObject patch = RequestBodies.CreatePatch(
            RequestBodies.AddOperation(null, new[] { new { members = RequestBodies.CreateMembers(users[1]) } }),
            RequestBodies.RemoveOperation("members", new[] { new { value = new[] { users[0] } } })
        );
        (await scim.PatchAsync($"/Groups/{group.Id}", patch)).AssertStatus(204);
        Assert.Equal([users[1]], await scim.ReadMemberIdsAsync(group.Id));
    }

    [Fact]
    public async Task Bulk_WithValuesInArrays_HasTheValues()
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        string user = await scim.CreateUserAsync("ada");
        ScimResponse done = await scim.PostAsync(
            "/Bulk",
            BulkRequestBuilder.CreateRequest(CreateOperation("T"), CreateOperation("T", "U"))
        );
        Assert.Equal(["200", "400"], done.GetStatuses());
        Assert.Equal("T", (await scim.GetAsync($"/Users/{user}")).GetText("/title"));

        JsonObject CreateOperation(params string[] title) =>
            BulkRequestBuilder.CreateOperation(
                "PATCH",
                $"/Users/{user}",
                RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("title", title))
            );
    }

    [Fact]
    public async Task UnsupportedAttribute_InsideArray_IsStillUnsupported()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        Dictionary<string, string> unsupported = new() { ["title"] = "ignore", ["name.givenName"] = "reject" };
        await server.Operator.ChangeSettingsAsync(tenant.Id, new { profile = new { unsupported } });
        string user = await tenant.Scim.CreateUserAsync("ada");
        ScimResponse patched = await PatchUserAsync(
            tenant.Scim,
            user,
            RequestBodies.ReplaceOperation(null, new[] { new { title = "T", nickName = "N" } })
        );
        Assert.False(patched.HasElement("/title"));
        Assert.Equal("N", patched.GetText("/nickName"));
        JsonObject rejected = RequestBodies.CreatePatch(
            RequestBodies.ReplaceOperation("name", new[] { new { givenName = "A" } })
        );
        (await tenant.Scim.PatchAsync($"/Users/{user}", rejected)).AssertError(400, "invalidValue");
    }

    private static async Task<ScimResponse> PatchUserAsync(
        ScimClient scim,
        string user,
        params IEnumerable<JsonObject> operations
    ) => (await scim.PatchAsync($"/Users/{user}", RequestBodies.CreatePatch(operations))).AssertStatus(200);

    private static void AssertUser(ScimResponse user)
    {
        Assert.Equal("de", user.GetText("/preferredLanguage"));
        Assert.False(user.GetElement("/active").GetBoolean());
        Assert.Equal("L", user.GetText("/name/familyName"));
        Assert.Equal(("work", "a@x.example"), (user.GetText("/emails/0/type"), user.GetText("/emails/0/value")));
        Assert.Equal("D", user.GetText($"/{ScimUrns.Enterprise}/department"));
        Assert.Equal("boss", user.GetText($"/{ScimUrns.Enterprise}/manager/value"));
    }
}
