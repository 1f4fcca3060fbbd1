using System.Text.Json;
using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Bulk;
using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Reports;

/// <summary>
/// Report: a client serializes a complex value twice, so that the value is JSON inside a string. Servers stored the
/// text as the value of the attribute, or answered success without an effect.
/// </summary>
public sealed class JsonTextTests(SharedServer server)
{
    private const string Addresses = """[{"type":"work","value":"a@x.example"}]""";

    [Fact]
    public async Task User_WithJsonInString_HasTheValuesOfTheJson()
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        JsonObject body = RequestBodies.CreateUser(
            "ada",
            new
            {
                emails = Addresses,
                name = """{"familyName":"L"}""",
                roles = new[] { """{"value":"admin"}""" },
            }
        );
        body[ScimUrns.Enterprise] = """{"department":"D"}""";
        ScimResponse created = (await scim.PostAsync("/Users", body)).AssertStatus(201);
        AssertUser(created);
        AssertUser((await scim.PutAsync($"/Users/{created.Id}", body)).AssertStatus(200));
        AssertUser((await scim.GetAsync($"/Users/{created.Id}")).AssertStatus(200));
        foreach (
            JsonObject operation in new[]
            {
                RequestBodies.ReplaceOperation("emails", Addresses),
                RequestBodies.ReplaceOperation(null, new { emails = Addresses }),
                RequestBodies.ReplaceOperation(null, JsonSerializer.Serialize(new { emails = Addresses })),
                RequestBodies.ReplaceOperation("emails[type eq \"work\"]", """{"value":"a@x.example"}"""),
                RequestBodies.AddOperation("emails", new[] { """{"type":"work","value":"a@x.example"}""" }),
            }
        )
        {
            string user = await scim.CreateUserAsync($"user.{Guid.NewGuid()}");
            ScimResponse patched = await scim.PatchAsync($"/Users/{user}", RequestBodies.CreatePatch(operation));
            patched.AssertStatus(200);
            AssertAddress(patched);
        }
    }

    [Fact]
    public async Task Role_WithJsonInItsValue_KeepsTheText()
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        string user = await scim.CreateUserAsync("ada");
        const string role = """{"id":"1","value":"admin"}""";
        JsonObject patch = RequestBodies.CreatePatch(
            RequestBodies.AddOperation("roles[primary eq \"True\"].value", role)
        );
        Assert.Equal(
            role,
            (await scim.PatchAsync($"/Users/{user}", patch)).AssertStatus(200).GetText("/roles/0/value")
        );
    }

    [Fact]
    public async Task Members_AsJsonInString_AreAddedAndRemoved()
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        string[] users = await scim.CreateUsersAsync("member", 2);
        JsonObject body = RequestBodies.CreateGroup("Crew");
        body["members"] = SerializeMembers(users);
        string group = (await scim.PostAsync("/Groups", body)).AssertStatus(201).Id;
        Assert.Equal(users.Order(StringComparer.Ordinal), await scim.ReadMemberIdsAsync(group));

        await PatchMembersAsync(RequestBodies.RemoveOperation("members", SerializeMembers(users[0])));
        Assert.Equal([users[1]], await scim.ReadMemberIdsAsync(group));
        await PatchMembersAsync(RequestBodies.AddOperation("members", SerializeMembers(users[0])));
        Assert.Equal(users.Order(StringComparer.Ordinal), await scim.ReadMemberIdsAsync(group));
        await PatchMembersAsync(RequestBodies.ReplaceOperation("members", SerializeMembers(users[1])));
        Assert.Equal([users[1]], await scim.ReadMemberIdsAsync(group));

        async Task PatchMembersAsync(JsonObject operation) =>
            (await scim.PatchAsync($"/Groups/{group}", RequestBodies.CreatePatch(operation))).AssertStatus(204);
    }

    [Theory]
    [InlineData("emails", """[{"type":"work","value":"a@x.example"}""")]
    [InlineData("name", """{"familyName":"L"}}""")]
    [InlineData("name", "L")]
    [InlineData(ScimUrns.Enterprise, """{"department":""")]
    public async Task User_WithInvalidJsonInString_IsRejected(string attribute, string text)
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        string user = await scim.CreateUserAsync("ada");
        string before = (await scim.GetAsync($"/Users/{user}")).Body;
        JsonObject body = RequestBodies.CreateUser("ada");
        body[attribute] = text;
        (await scim.PostAsync("/Users", body)).AssertError(400, "invalidValue");
        (await scim.PutAsync($"/Users/{user}", body)).AssertError(400, "invalidValue");
        foreach (
            JsonObject operation in new[]
            {
                RequestBodies.ReplaceOperation(attribute, text),
                RequestBodies.AddOperation(null, new JsonObject { [attribute] = text }),
            }
        )
            (await scim.PatchAsync($"/Users/{user}", RequestBodies.CreatePatch(operation))).AssertError(
                400,
                "invalidValue"
            );
        Assert.Equal(before, (await scim.GetAsync($"/Users/{user}")).Body);
    }

    [Fact]
    public async Task Members_AsInvalidJsonInString_AreRejected()
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        string user = await scim.CreateUserAsync("ada"),
            group = await scim.CreateGroupAsync("Crew", user);
        string text = $"[{{\"value\":\"{user}\"}}";
        foreach (
            JsonObject operation in new[]
            {
                RequestBodies.AddOperation("members", text),
                RequestBodies.ReplaceOperation("members", text),
                RequestBodies.RemoveOperation("members", text),
            }
        )
            (await scim.PatchAsync($"/Groups/{group}", RequestBodies.CreatePatch(operation))).AssertError(
                400,
                "invalidValue"
            );
        Assert.Equal([user], await scim.ReadMemberIdsAsync(group));
    }

    [Fact]
    public async Task Bulk_WithJsonInString_HasTheEffectOfTheJson()
    {
        ScimClient scim = (await server.Operator.CreateTenantAsync()).Scim;
        string user = await scim.CreateUserAsync("ada");
        JsonObject created = RequestBodies.CreateUser("bob", new { emails = Addresses });
        ScimResponse done = await scim.PostAsync(
            "/Bulk",
            BulkRequestBuilder.CreateRequest(
                BulkRequestBuilder.CreateOperation(
                    "PATCH",
                    $"/Users/{user}",
                    RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("emails", Addresses))
                ),
                BulkRequestBuilder.CreateOperation("POST", "/Users", created.ToJsonString(), "bob")
            )
        );
        Assert.Equal(["200", "201"], done.GetStatuses());
        ScimResponse found = await scim.QueryResourcesAsync("/Users", "emails.value eq \"a@x.example\"");
        Assert.Equal(2, found.TotalResults);
        Assert.All(found.Resources, u => Assert.Equal(1, u.GetProperty("emails").GetArrayLength()));
    }

    [Fact]
    public async Task UnsupportedAttribute_InsideString_IsStillUnsupported()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        Dictionary<string, string> unsupported = new() { ["title"] = "ignore", ["name.givenName"] = "reject" };
        await server.Operator.ChangeSettingsAsync(tenant.Id, new { profile = new { unsupported } });
        string user = await tenant.Scim.CreateUserAsync("ada");
        JsonObject ignored = RequestBodies.CreatePatch(
            RequestBodies.ReplaceOperation(null, """{"title":"T","nickName":"N"}""")
        );
        ScimResponse patched = (await tenant.Scim.PatchAsync($"/Users/{user}", ignored)).AssertStatus(200);
        Assert.False(patched.HasElement("/title"));
        Assert.Equal("N", patched.GetText("/nickName"));
        JsonObject rejected = RequestBodies.CreatePatch(
            RequestBodies.ReplaceOperation("name", """{"givenName":"A"}""")
        );
        (await tenant.Scim.PatchAsync($"/Users/{user}", rejected)).AssertError(400, "invalidValue");
    }

    private static void AssertUser(ScimResponse user)
    {
        AssertAddress(user);
        Assert.Equal("L", user.GetText("/name/familyName"));
        Assert.Equal("admin", user.GetText("/roles/0/value"));
        Assert.Equal("D", user.GetText($"/{ScimUrns.Enterprise}/department"));
    }

    private static void AssertAddress(ScimResponse user)
    {
        Assert.Equal(1, user.GetElement("/emails").GetArrayLength());
        Assert.Equal(("work", "a@x.example"), (user.GetText("/emails/0/type"), user.GetText("/emails/0/value")));
    }

    private static string SerializeMembers(params string[] ids) => RequestBodies.CreateMembers(ids).ToJsonString();
}
