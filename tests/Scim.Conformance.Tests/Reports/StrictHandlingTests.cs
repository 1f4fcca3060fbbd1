using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Reports;

/// <summary>
/// Report: a misspelt attribute or extension is ignored, and the administrator looks for the missing values elsewhere.
/// With <c>Prefer: handling=strict</c> such a request is 400 and names them.
/// </summary>
[Trait("rfc", "7240-4.4")]
public sealed class StrictHandlingTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private const string MisspeltUrn = "urn:ietf:params:scim:schemas:extension:enterprize:2.0:User";

    private static readonly (string, string) Strict = ("Prefer", "handling=strict");

    private ScimClient Scim => fixture.Tenant.Scim;

    [Theory]
    [InlineData("nickname2", "\"x\"", "nickname2")]
    [InlineData("name", "{\"givenNam\":\"x\"}", "name.givenNam")]
    [InlineData("emails", "[{\"value\":\"a@b.example\",\"typ\":\"work\"}]", "emails[0].typ")]
    [InlineData(MisspeltUrn, "{\"department\":\"x\"}", MisspeltUrn)]
    [InlineData(ScimUrns.Enterprise, "{\"departement\":\"x\"}", "departement")]
    [InlineData("schemas", $"[\"{ScimUrns.User}\",\"{MisspeltUrn}\"]", $"schemas[{MisspeltUrn}]")]
    public async Task UnknownAttribute_InBody_Is400UnlessHandlingIsLenient(string name, string value, string path)
    {
        JsonObject body = CreateUser(name, value);
        AssertRefused(await Scim.PostAsync("/Users", body, Strict), path);
        (await Scim.PostAsync("/Users", body, ("Prefer", "handling=lenient, handling=strict"))).AssertStatus(201);
        JsonObject correct = CreateUser("title", "\"x\"");
        string id = (await Scim.PostAsync("/Users", correct, Strict)).AssertStatus(201).Id;
        body["userName"] = (string?)correct["userName"];
        AssertRefused(await Scim.PutAsync($"/Users/{id}", body, Strict), path);
        Assert.Equal("x", (await Scim.GetAsync($"/Users/{id}")).GetText("/title"));
        (await Scim.PutAsync($"/Users/{id}", body)).AssertStatus(200);
    }

    [Fact]
    public async Task UnknownAttribute_InPatch_Is400()
    {
        string id = await Scim.CreateUserAsync($"patched.{Guid.NewGuid()}");
        JsonObject change = RequestBodies.CreatePatch(
            RequestBodies.ReplaceOperation(null, new { title = "x", titel = "y" }),
            RequestBodies.ReplaceOperation("name", new { givenNam = "x" })
        );
        AssertRefused(await Scim.PatchAsync($"/Users/{id}", change, Strict), "titel", "name.givenNam");
        Assert.False((await Scim.GetAsync($"/Users/{id}")).HasElement("/title"));
        (await Scim.PatchAsync($"/Users/{id}", change)).AssertStatus(200, 204);
    }

    [Fact]
    public async Task UnknownAttribute_InBulk_FailsTheOperation()
    {
        ScimResponse bulk = await Scim.PostAsync(
            "/Bulk",
            new
            {
                schemas = new[] { "urn:ietf:params:scim:api:messages:2.0:BulkRequest" },
                Operations = new[] { CreateUser("titel", "\"x\""), CreateUser("title", "\"x\"") }.Select(
                    (data, i) =>
                        new
                        {
                            method = "POST",
                            path = "/Users",
                            bulkId = $"b{i}",
                            data,
                        }
                ),
            },
            Strict
        );
        Assert.Equal(["400", "201"], bulk.AssertStatus(200).GetTexts("/Operations", "/status"));
        Assert.Equal("handling=strict", bulk.GetHeader("Preference-Applied"));
    }

    [Fact]
    public async Task Resource_AsItWasRead_IsAcceptedAndThePreferenceConfirmed()
    {
        string id = await Scim.CreateUserAsync($"read.{Guid.NewGuid()}", new { title = "x" });
        JsonObject read = JsonNode.Parse((await Scim.GetAsync($"/Users/{id}")).Body)!.AsObject();
        read["title"] = "y";
        ScimResponse replaced = (await Scim.PutAsync($"/Users/{id}", read, Strict)).AssertStatus(200);
        Assert.Equal(("y", "handling=strict"), (replaced.GetText("/title"), replaced.GetHeader("Preference-Applied")));
        ScimResponse both = await Scim.PutAsync($"/Users/{id}", read, ("Prefer", "return=minimal, handling=strict"));
        Assert.Equal("return=minimal, handling=strict", both.AssertStatus(204).GetHeader("Preference-Applied"));
    }

    private static JsonObject CreateUser(string name, string value)
    {
        JsonObject user = RequestBodies.CreateUser($"strict.{Guid.NewGuid()}");
        user[name] = JsonNode.Parse(value);
        return user;
    }

    private static void AssertRefused(ScimResponse response, params string[] paths)
    {
        string detail = response.AssertError(400, "invalidSyntax").GetText("/detail");
        Assert.All(paths, path => Assert.Contains(path, detail, StringComparison.Ordinal));
    }
}
