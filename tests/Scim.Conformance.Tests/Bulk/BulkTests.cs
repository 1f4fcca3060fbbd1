using System.Text.Json.Nodes;
using static Scim.Conformance.Tests.Bulk.BulkBodies;

namespace Scim.Conformance.Tests.Bulk;

/// <summary>Bulk requests (RFC 7644 section 3.7).</summary>
[Trait("rfc", "7644-3.7")]
public sealed class BulkTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private const string ManagerOf = "/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/manager/value";

    private ScimClient Scim => fixture.Tenant.Scim;

    [Fact]
    public async Task Post_OfEveryMethod_AnswersEachAsItWouldAlone()
    {
        string put = await Scim.CreateUser("every.put"), patch = await Scim.CreateUser("every.patch"), delete = await Scim.CreateUser("every.delete");
        ScimResponse response = await Scim.Post("/Bulk", Request(
            PostUser("n", "every.new"),
            Operation("PUT", $"/Users/{put}", Bodies.User("every.put", new { title = "put" }), version: "W/\"1\""),
            Operation("PATCH", $"/Users/{patch}", Bodies.Patch(Bodies.Replace("title", "patched"))),
            Operation("DELETE", $"/Users/{delete}"),
            Operation("PATCH", $"/Users/{patch}", Bodies.Patch(Bodies.Replace("title", "again")), version: "W/\"7\""),
            PostUser("taken", "every.put"),
            Operation("DELETE", $"/Users/{Guid.CreateVersion7()}")));

        Assert.Equal(["201", "200", "200", "204", "412", "409", "404"], response.Statuses());
        Assert.Equal(["urn:ietf:params:scim:api:messages:2.0:BulkResponse"], response.At("/schemas").EnumerateArray().Select(s => s.GetString()));
        Assert.Equal(("n", "POST", "W/\"1\""), (response.Text("/Operations/0/bulkId"), response.Text("/Operations/0/method"), response.Text("/Operations/0/version")));
        Assert.Equal("W/\"2\"", response.Text("/Operations/1/version"));
        Assert.Equal("uniqueness", response.Text("/Operations/5/response/scimType"));
        Assert.False(response.Has("/Operations/5/location"));
        Assert.Equal("404", response.Text("/Operations/6/response/status"));
        Assert.Equal("every.new", (await Scim.Get($"/Users/{response.IdOf(0)}")).Expect(200).Text("/userName"));
        Assert.Equal($"{Scim.BaseUrl}/Users/{put}", response.Text("/Operations/1/location"));
        Assert.Equal("put", (await Scim.Get($"/Users/{put}")).Text("/title"));
        Assert.Equal("patched", (await Scim.Get($"/Users/{patch}")).Text("/title"));
        (await Scim.Get($"/Users/{delete}")).ExpectError(404);
    }

    [Fact, Trait("rfc", "7644-3.7.2")]
    public async Task Post_WithReferencesForwardAndInPaths_ResolvesThem()
    {
        ScimResponse response = await Scim.Post("/Bulk", Request(
            PostGroup("g", "Forward", "bulkId:u", "bulkId:v"),
            Operation("PATCH", "/Groups/bulkId:g", Bodies.Patch(Bodies.Remove("members[value eq \"bulkId:v\"]"))),
            Operation("PATCH", "/Users/bulkId:u", Bodies.Patch(Bodies.Add("title", "chief"))),
            PostUser("u", "forward.u", "bulkId:v"),
            PostUser("v", "forward.v")));

        Assert.Equal(["201", "200", "200", "201", "201"], response.Statuses());
        Assert.Equal([response.IdOf(3)], await Scim.MembersOf(response.IdOf(0)));
        ScimResponse user = (await Scim.Get($"/Users/{response.IdOf(3)}")).Expect(200);
        Assert.Equal((response.IdOf(4), "chief"), (user.Text(ManagerOf), user.Text("/title")));
    }

    [Fact, Trait("rfc", "7644-3.7.1")]
    public async Task Post_OfACircleOfWhichOneFails_LeavesNothingOfIt()
    {
        await Scim.CreateUser("circle.taken");
        ScimResponse response = await Scim.Post("/Bulk", Request(
            PostUser("a", "circle.a", "bulkId:b"),
            PostUser("b", "circle.taken", "bulkId:a"),
            PostGroup("g", "Circle", "bulkId:a"),
            PostUser("alone", "circle.alone", "bulkId:alone")));

        Assert.Equal(["409", "409", "409", "201"], response.Statuses());
        Assert.Equal(0, (await Scim.Query("/Users", "userName eq \"circle.a\"")).TotalResults);
        Assert.Equal(0, (await Scim.Query("/Groups", "displayName eq \"Circle\"")).TotalResults);
        Assert.Equal(response.IdOf(3), (await Scim.Get($"/Users/{response.IdOf(3)}")).Text(ManagerOf));
    }

    [Fact, Trait("rfc", "7644-3.7.1")]
    public async Task Post_OfGroupsThatContainEachOther_IsRefusedForThese()
    {
        ScimResponse response = await Scim.Post("/Bulk", Request(
            PostGroup("a", "Snake head", "bulkId:b"), PostGroup("b", "Snake tail", "bulkId:a"), PostUser("u", "no.snake")));
        Assert.Equal(["400", "400", "201"], response.Statuses());
        Assert.Equal("invalidValue", response.Text("/Operations/0/response/scimType"));
        Assert.Equal(0, (await Scim.Query("/Groups", "displayName sw \"Snake\"")).TotalResults);
    }

    [Theory]
    [InlineData(1, "201 409")]
    [InlineData(2, "201 409 201 409")]
    [InlineData(3, "201 409 201 409 201")]
    public async Task Post_WithFailOnErrors_BeginsNothingAfterThatManyErrors(int failOnErrors, string statuses)
    {
        TestTenant tenant = await fixture.Server.Operator.NewTenant();
        ScimResponse response = await tenant.Scim.Post("/Bulk", Request(
            failOnErrors, PostUser("a", "a"), PostUser("b", "a"), PostUser("c", "c"), PostUser("d", "a"), PostUser("e", "e")));
        Assert.Equal(statuses.Split(' '), response.Statuses());
        Assert.Equal(statuses.Split(' ').Count(s => s == "201"), (await tenant.Scim.Totals()).Users);
    }

    [Fact]
    public async Task Post_ThatFreesAndTakesNames_EndsAsOneByOne()
    {
        string old = await Scim.CreateUser("reuse.me");
        string[] chain = await Scim.CreateUsers("chain", 4);
        ScimResponse response = await Scim.Post("/Bulk", Request(
        [
            Operation("DELETE", $"/Users/{old}"),
            PostUser("new", "reuse.me"),
            .. Enumerable.Range(0, 4).Reverse().Select(i => Operation("PATCH", $"/Users/{chain[i]}", Bodies.Patch(Bodies.Replace("userName", $"chain.{i + 1}")))),
        ]));
        Assert.Equal(["204", "201", "200", "200", "200", "200"], response.Statuses());
    }

    [Theory]
    [InlineData("[]", 400, "invalidSyntax")]
    [InlineData("{}", 400, "invalidSyntax")]
    [InlineData("""{"Operations":[],"failOnErrors":-1}""", 400, "invalidValue")]
    public async Task Post_OfWhatIsNoBulkRequest_IsRefused(string body, int status, string type) => (await Scim.Post("/Bulk", body)).ExpectError(status, type);

    [Fact]
    public async Task Post_OfBadOperations_AnswersEachWithItsError()
    {
        ScimResponse response = await Scim.Post("/Bulk", new JsonObject
        {
            ["Operations"] = new JsonArray(
                1, Operation("GET", "/Users"), Operation("POST", "/Users", Bodies.User("no.bulk.id")), Operation("POST", "/Cats", new { }, "c"),
                PostGroup("g", "Dangling", "bulkId:nobody"), Operation("DELETE", "/Users/not-an-id"), Operation("POST", "/Users", new { }, "e")),
        });
        Assert.Equal(["400", "400", "400", "404", "400", "404", "400"], response.Statuses());
        for (int i = 0; i < 7; i++) Assert.NotEmpty(response.Text($"/Operations/{i}/response/detail"));
    }

    [Fact]
    public async Task Post_WithATokenThatMayOnlyRead_IsRefused()
    {
        (_, string token) = await fixture.Server.Operator.IssueToken(fixture.Tenant.Id, scopes: ["scim:read"]);
        (await Scim.WithToken(token).Post("/Bulk", Request(PostUser("a", "by.reader")))).ExpectError(403);
    }
}
