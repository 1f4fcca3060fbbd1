using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Bulk;
using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Reports;

/// <summary>
/// Report: a server executes a message although its <c>schemas</c> say that it is another message, for
/// example a PATCH with the URN of a user, or a user with the URN of a group. The client does not learn of its mistake.
/// </summary>
[Trait("rfc", "7643-3")]
public sealed class WrongSchemasTests(UnchangedTenantFixture fixture) : IClassFixture<UnchangedTenantFixture>
{
    public static TheoryData<string, string> WrongSchemas
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string schemas in new[] { "[\"urn:example:nothing\"]", "\"urn:example:nothing\"", "[1]" })
            {
                foreach (
                    string endpoint in new[]
                    {
                        "POST /Users",
                        "PUT /Users/{user}",
                        "PATCH /Users/{user}",
                        "POST /Groups",
                        "PUT /Groups/{group}",
                        "PATCH /Groups/{group}",
                        "POST /Bulk",
                    }
                )
                    data.Add(endpoint, schemas);
            }

            data.Add("PATCH /Users/{user}", $"[\"{ScimUrns.User}\"]");
            data.Add("POST /Users", $"[\"{ScimUrns.Group}\"]");
            data.Add("PUT /Users/{user}", $"[\"{ScimUrns.Enterprise}\"]");
            data.Add("POST /Bulk", $"[\"{ScimUrns.PatchOp}\"]");
            return data;
        }
    }

    [Theory, MemberData(nameof(WrongSchemas))]
    public async Task Request_WithWrongSchemas_IsInvalidSyntax(string endpoint, string schemas)
    {
        JsonObject body = CreateBody(endpoint);
        body["schemas"] = JsonNode.Parse(schemas);
        ScimResponse response = await SendBodyAsync(endpoint, body);
        Assert.Contains(
            "schemas",
            response.AssertError(400, "invalidSyntax").GetText("/detail"),
            StringComparison.Ordinal
        );
        await fixture.AssertUnchangedAsync();
    }

    [Fact]
    public async Task BulkOperation_WithWrongSchemas_FailsAlone()
    {
        JsonObject user = RequestBodies.CreateUser("bulk.wrong"),
            patch = CreateBody("PATCH /Users/{user}");
        user["schemas"] = new JsonArray(ScimUrns.Group);
        patch["schemas"] = new JsonArray(ScimUrns.User);
        ScimResponse response = (
            await SendBodyAsync(
                "POST /Bulk",
                BulkRequestBuilder.CreateRequest(
                    BulkRequestBuilder.CreateOperation("POST", "/Users", user, "a"),
                    BulkRequestBuilder.CreateOperation("PATCH", $"/Users/{fixture.UserId}", patch)
                )
            )
        ).AssertStatus(200);
        Assert.Equal(["400", "400"], response.GetTexts("/Operations", "/status"));
        Assert.Equal(["invalidSyntax", "invalidSyntax"], response.GetTexts("/Operations", "/response/scimType"));
        await fixture.AssertUnchangedAsync();
    }

    [Fact]
    public async Task Request_WithoutSchemas_IsAccepted()
    {
        foreach (JsonNode? schemas in new JsonNode?[] { null, new JsonArray() })
        {
            JsonObject body = RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("title", "Unchanged"));
            body["schemas"] = schemas;
            (await SendBodyAsync("PATCH /Users/{user}", body)).AssertStatus(200);
        }

        JsonObject search = new() { ["schemas"] = new JsonArray("urn:example:nothing"), ["filter"] = "userName pr" };
        (await SendBodyAsync("POST /Users/.search", search)).AssertStatus(200);
        await fixture.AssertUnchangedAsync();
    }

    private JsonObject CreateBody(string endpoint) =>
        endpoint switch
        {
            "POST /Bulk" => BulkRequestBuilder.CreateRequest(),
            _ when endpoint.StartsWith("PATCH", StringComparison.Ordinal) => RequestBodies.CreatePatch(
                RequestBodies.ReplaceOperation("externalId", "changed")
            ),
            _ when endpoint.Contains("Users", StringComparison.Ordinal) => RequestBodies.CreateUser("wrong.schemas"),
            _ => RequestBodies.CreateGroup("wrong schemas", fixture.UserId),
        };

    private Task<ScimResponse> SendBodyAsync(string endpoint, JsonObject body)
    {
        string[] parts = endpoint.Split(' ');
        return fixture.Scim.SendAsync(parts[0], fixture.FillPath(parts[1]), body);
    }
}
