using System.Text.Json;
using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Reports;

/// <summary>
/// Report: a client sends the employee number as a JSON number, and the server rejects the user because the attribute
/// is a string. Integers and strings are converted where nothing is lost.
/// </summary>
public sealed class NumberTextTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private ScimClient Scim => fixture.Tenant.Scim;

    [Theory]
    [InlineData("4711", "4711")]
    [InlineData("0", "0")]
    [InlineData("-9007199254740993", "-9007199254740993")]
    public async Task Integer_ForString_IsStoredAsText(string number, string stored)
    {
        string name = $"number.{Guid.NewGuid()}";
        JsonObject body = RequestBodies.CreateEnterpriseUser(name, new { });
        body[ScimUrns.Enterprise] = new JsonObject { ["employeeNumber"] = JsonNode.Parse(number) };
        body["emails"] = new JsonArray(new JsonObject { ["value"] = JsonNode.Parse(number) });
        body["externalId"] = JsonNode.Parse(number);
        ScimResponse created = (await Scim.PostAsync("/Users", body)).AssertStatus(201);
        Assert.Equal(stored, ReadEmployeeNumber(created));
        Assert.Equal((stored, stored), (created.GetText("/emails/0/value"), created.GetText("/externalId")));

        string id = await Scim.CreateUserAsync($"patched.{name}");
        foreach (
            JsonObject change in new[]
            {
                RequestBodies.ReplaceOperation($"{ScimUrns.Enterprise}:employeeNumber", JsonNode.Parse(number)),
                RequestBodies.ReplaceOperation(
                    null,
                    new Dictionary<string, object?> { ["title"] = JsonNode.Parse(number) }
                ),
            }
        )
            (await Scim.PatchAsync($"/Users/{id}", RequestBodies.CreatePatch(change))).AssertStatus(200, 204);
        ScimResponse patched = (await Scim.GetAsync($"/Users/{id}")).AssertStatus(200);
        Assert.Equal((stored, stored), (ReadEmployeeNumber(patched), patched.GetText("/title")));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("1.50")]
    [InlineData("12345678901234567890123")]
    [InlineData("{\"a\":1}")]
    [InlineData("[1,2]")]
    public async Task OtherValue_ForString_Is400(string value)
    {
        JsonObject body = RequestBodies.CreateUser($"other.{Guid.NewGuid()}");
        body["title"] = JsonNode.Parse(value);
        (await Scim.PostAsync("/Users", body)).AssertError(400, "invalidValue");
    }

    [Fact]
    public async Task Number_ForName_Is400()
    {
        JsonObject user = RequestBodies.CreateUser("number"),
            group = RequestBodies.CreateGroup("number");
        (user["userName"], group["displayName"]) = (42, 42);

        (await Scim.PostAsync("/Users", user)).AssertError(400, "invalidValue");
        (await Scim.PostAsync("/Groups", group)).AssertError(400, "invalidValue");
    }

    private static string ReadEmployeeNumber(ScimResponse user) =>
        user.Json.GetProperty(ScimUrns.Enterprise).GetProperty("employeeNumber")
            is { ValueKind: JsonValueKind.String } text
            ? text.GetString()!
            : "";
}
