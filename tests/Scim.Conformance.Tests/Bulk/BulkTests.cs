using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Fixtures;
using static Scim.Conformance.Tests.Bulk.BulkRequestBuilder;

namespace Scim.Conformance.Tests.Bulk;

/// <summary>Bulk requests (RFC 7644 section 3.7).</summary>
[Trait("rfc", "7644-3.7")]
public sealed class BulkTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private const string ManagerPointer = "/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/manager/value";

    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact]
    public async Task Post_OfEveryMethod_ReturnsResultsOfSingleRequests()
    {
        string put = await Scim.CreateUserAsync("every.put"),
            patch = await Scim.CreateUserAsync("every.patch"),
            delete = await Scim.CreateUserAsync("every.delete");
        ScimResponse response = await Scim.PostAsync(
            "/Bulk",
            CreateRequest(
                CreatePostUser("n", "every.new"),
                CreateOperation(
                    "PUT",
                    $"/Users/{put}",
                    RequestBodies.CreateUser("every.put", new { title = "put" }),
                    version: "W/\"1\""
                ),
                CreateOperation(
                    "PATCH",
                    $"/Users/{patch}",
                    RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("title", "patched"))
                ),
                CreateOperation("DELETE", $"/Users/{delete}"),
                CreateOperation(
                    "PATCH",
                    $"/Users/{patch}",
                    RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("title", "again")),
                    version: "W/\"7\""
                ),
                CreatePostUser("taken", "every.put"),
                CreateOperation("DELETE", $"/Users/{Guid.CreateVersion7()}")
            )
        );

        Assert.Equal(["201", "200", "200", "204", "412", "409", "404"], response.GetStatuses());
        Assert.Equal(
            ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"],
            response.GetElement("/schemas").EnumerateArray().Select(s => s.GetString())
        );
        Assert.Equal(
            ("n", "POST", "W/\"1\""),
            (
                response.GetText("/Operations/0/bulkId"),
                response.GetText("/Operations/0/method"),
                response.GetText("/Operations/0/version")
            )
        );
        Assert.Equal("W/\"2\"", response.GetText("/Operations/1/version"));
        Assert.Equal("uniqueness", response.GetText("/Operations/5/response/scimType"));
        Assert.False(response.HasElement("/Operations/5/location"));
        Assert.Equal("404", response.GetText("/Operations/6/response/status"));
        Assert.Equal(
            "every.new",
            (await Scim.GetAsync($"/Users/{response.GetId(0)}")).AssertStatus(200).GetText("/userName")
        );
        Assert.Equal($"{Scim.BaseUrl}/Users/{put}", response.GetText("/Operations/1/location"));
        Assert.Equal("put", (await Scim.GetAsync($"/Users/{put}")).GetText("/title"));
        Assert.Equal("patched", (await Scim.GetAsync($"/Users/{patch}")).GetText("/title"));
        (await Scim.GetAsync($"/Users/{delete}")).AssertError(404);
    }

    [Fact, Trait("rfc", "7644-3.7.2")]
    public async Task Post_WithReferencesForwardAndInPaths_ResolvesThem()
    {
        ScimResponse response = await Scim.PostAsync(
            "/Bulk",
            CreateRequest(
                CreatePostGroup("g", "Forward", "bulkId:u", "bulkId:v"),
                CreateOperation(
                    "PATCH",
                    "/Groups/bulkId:g",
                    RequestBodies.CreatePatch(RequestBodies.RemoveOperation("members[value eq \"bulkId:v\"]"))
                ),
                CreateOperation(
                    "PATCH",
                    "/Users/bulkId:u",
                    RequestBodies.CreatePatch(RequestBodies.AddOperation("title", "chief"))
                ),
                CreatePostUser("u", "forward.u", "bulkId:v"),
                CreatePostUser("v", "forward.v")
            )
        );

        Assert.Equal(["201", "200", "200", "201", "201"], response.GetStatuses());
        Assert.Equal([response.GetId(3)], await Scim.ReadMemberIdsAsync(response.GetId(0)));
        ScimResponse user = (await Scim.GetAsync($"/Users/{response.GetId(3)}")).AssertStatus(200);
        Assert.Equal((response.GetId(4), "chief"), (user.GetText(ManagerPointer), user.GetText("/title")));
    }

    [Fact, Trait("rfc", "7644-3.7.1")]
    public async Task Post_OfCycleWithOneFailure_RollsBackTheCycle()
    {
        await Scim.CreateUserAsync("circle.taken");
        ScimResponse response = await Scim.PostAsync(
            "/Bulk",
            CreateRequest(
                CreatePostUser("a", "circle.a", "bulkId:b"),
                CreatePostUser("b", "circle.taken", "bulkId:a"),
                CreatePostGroup("g", "Circle", "bulkId:a"),
                CreatePostUser("alone", "circle.alone", "bulkId:alone")
            )
        );

        Assert.Equal(["409", "409", "409", "201"], response.GetStatuses());
        Assert.Equal(0, (await Scim.QueryResourcesAsync("/Users", "userName eq \"circle.a\"")).TotalResults);
        Assert.Equal(0, (await Scim.QueryResourcesAsync("/Groups", "displayName eq \"Circle\"")).TotalResults);
        Assert.Equal(response.GetId(3), (await Scim.GetAsync($"/Users/{response.GetId(3)}")).GetText(ManagerPointer));
    }

    [Fact, Trait("rfc", "7644-3.7.1")]
    public async Task Post_OfGroupsThatContainEachOther_RejectsThoseGroups()
    {
        ScimResponse response = await Scim.PostAsync(
            "/Bulk",
            CreateRequest(
                CreatePostGroup("a", "Snake head", "bulkId:b"),
                CreatePostGroup("b", "Snake tail", "bulkId:a"),
                CreatePostUser("u", "no.snake")
            )
        );
        Assert.Equal(["409", "409", "201"], response.GetStatuses());
        Assert.Equal(0, (await Scim.QueryResourcesAsync("/Groups", "displayName sw \"Snake\"")).TotalResults);
    }

    [Theory]
    [InlineData(0, "201 409 201 409 201")]
    [InlineData(1, "201 409")]
    [InlineData(2, "201 409 201 409")]
    [InlineData(3, "201 409 201 409 201")]
    public async Task Post_WithFailOnErrors_StopsAfterThatManyErrors(int failOnErrors, string statuses)
    {
        TestTenant tenant = await fixture.Server.Operator.CreateTenantAsync();
        ScimResponse response = await tenant.Scim.PostAsync(
            "/Bulk",
            CreateRequest(
                failOnErrors,
                CreatePostUser("a", "a"),
                CreatePostUser("b", "a"),
                CreatePostUser("c", "c"),
                CreatePostUser("d", "a"),
                CreatePostUser("e", "e")
            )
        );
        Assert.Equal(statuses.Split(' '), response.GetStatuses());
        Assert.Equal(statuses.Split(' ').Count(s => s == "201"), (await tenant.Scim.CountResourcesAsync()).Users);
    }

    [Fact]
    public async Task Post_ThatReusesFreedNames_MatchesSequentialRequests()
    {
        string old = await Scim.CreateUserAsync("reuse.me");
        string[] chain = await Scim.CreateUsersAsync("chain", 4);
        ScimResponse response = await Scim.PostAsync(
            "/Bulk",
            CreateRequest([
                CreateOperation("DELETE", $"/Users/{old}"),
                CreatePostUser("new", "reuse.me"),
                .. Enumerable
                    .Range(0, 4)
                    .Reverse()
                    .Select(i =>
                        CreateOperation(
                            "PATCH",
                            $"/Users/{chain[i]}",
                            RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("userName", $"chain.{i + 1}"))
                        )
                    ),
            ])
        );
        Assert.Equal(["204", "201", "200", "200", "200", "200"], response.GetStatuses());
    }

    [Theory]
    [InlineData("[]", 400, "invalidSyntax")]
    [InlineData("{}", 400, "invalidSyntax")]
    [InlineData("""{"Operations":[],"failOnErrors":-1}""", 400, "invalidValue")]
    public async Task Post_OfInvalidBulkRequest_IsRejected(string body, int status, string type) =>
        (await Scim.PostAsync("/Bulk", body)).AssertError(status, type);

    [Fact]
    public async Task Post_WithInvalidOperations_ReturnsErrorPerOperation()
    {
        ScimResponse response = await Scim.PostAsync(
            "/Bulk",
            new JsonObject
            {
                ["Operations"] = new JsonArray(
                    1,
                    CreateOperation("GET", "/Users"),
                    CreateOperation("POST", "/Users", RequestBodies.CreateUser("no.bulk.id")),
                    CreateOperation("POST", "/Cats", new { }, "c"),
                    CreatePostGroup("g", "Dangling", "bulkId:missing"),
                    CreateOperation("DELETE", "/Users/not-an-id"),
                    CreateOperation("POST", "/Users", new { }, "e")
                ),
            }
        );
        Assert.Equal(["400", "400", "400", "404", "400", "404", "400"], response.GetStatuses());
        for (int i = 0; i < 7; i++)
            Assert.NotEmpty(response.GetText($"/Operations/{i}/response/detail"));
    }

    [Fact]
    public async Task Post_WithReadOnlyToken_IsRejected()
    {
        (_, string token) = await fixture.Server.Operator.IssueTokenAsync(fixture.Tenant.Id, scopes: ["scim:read"]);
        (await Scim.WithToken(token).PostAsync("/Bulk", CreateRequest(CreatePostUser("a", "by.reader")))).AssertError(
            403
        );
    }
}
