namespace Scim.Conformance.Tests.Replay;

/// <summary>The checks that run on every response detect the faults that they look for.</summary>
public sealed class InvariantsTests
{
    private const string UserJson =
        """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"1","meta":{"location":"http://x/Users/1"}}""";
    private const string PageJson =
        """{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"startIndex":1,"itemsPerPage":1,"Resources":[{"id":"1"}]}""";
    private const string ErrorJson =
        """{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"x"}""";

    [Theory]
    [InlineData(200, UserJson)]
    [InlineData(201, UserJson)]
    [InlineData(200, PageJson)]
    [InlineData(404, ErrorJson)]
    [InlineData(204, "")]
    public void Check_OfValidResponse_FindsNothing(int status, string body) =>
        Assert.Empty(CheckResponse(status, body));

    [Theory]
    [InlineData("json", 200, "{")]
    [InlineData("204-empty", 204, "{}")]
    [InlineData("error-shape", 404, """{"status":"404"}""")]
    [InlineData("error-status", 404, """{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":404}""")]
    [InlineData("error-status", 400, ErrorJson)]
    [InlineData(
        "list-total",
        200,
        """{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":"1"}"""
    )]
    [InlineData(
        "list-int",
        200,
        """{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"startIndex":"1"}"""
    )]
    [InlineData(
        "list-array",
        200,
        """{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"Resources":{}}"""
    )]
    [InlineData(
        "list-page",
        200,
        """{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"itemsPerPage":0,"Resources":[{"id":"1"}]}"""
    )]
    [InlineData(
        "id",
        200,
        """{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"Resources":[{"id":1}]}"""
    )]
    [InlineData("id", 200, """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"]}""")]
    [InlineData(
        "no-password",
        200,
        """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"1","password":"x"}"""
    )]
    [InlineData(
        "schemas-unique",
        200,
        """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:core:2.0:User"],"id":"1"}"""
    )]
    [InlineData(
        "location-same",
        201,
        """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"1","meta":{"location":"http://x/Users/2"}}"""
    )]
    [InlineData(
        "one-primary",
        200,
        """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"1","roles":[{"primary":true},{"primary":true}]}"""
    )]
    public void Check_OfFault_ReportsIt(string name, int status, string body)
    {
        Assert.StartsWith($"[{name}]", Assert.Single(CheckResponse(status, body)), StringComparison.Ordinal);
        Assert.Empty(CheckResponse(status, body, name));
        Assert.Empty(CheckResponse(status, body, "all"));
    }

    [Theory]
    [InlineData("application/scim+json", "application/json", 1)]
    [InlineData("application/json", "application/json", 0)]
    [InlineData("application/json", "application/scim+json; charset=utf-8", 0)]
    [InlineData("*/*", "text/html", 1)]
    public void Check_OfMediaType_FollowsAccept(string accept, string contentType, int failures) =>
        Assert.Equal(
            failures,
            Invariants.CheckResponse(CreateResponse(200, UserJson, contentType), "/Users/1", accept, []).Count
        );

    [Fact]
    public void Check_OfCreatedResourceWithoutLocation_ReportsIt()
    {
        ScimResponse response = new(
            "POST /Users",
            201,
            new Dictionary<string, string> { ["Content-Type"] = "application/scim+json" },
            """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"1"}
            """
        );
        Assert.StartsWith(
            "[location]",
            Assert.Single(Invariants.CheckResponse(response, "/Users", "*/*", [])),
            StringComparison.Ordinal
        );
    }

    private static IReadOnlyList<string> CheckResponse(int status, string body, params string[] skipped) =>
        Invariants.CheckResponse(
            CreateResponse(status, body, "application/scim+json"),
            "/Users",
            "application/scim+json",
            skipped
        );

    private static ScimResponse CreateResponse(int status, string body, string contentType) =>
        new(
            "GET /Users",
            status,
            new Dictionary<string, string> { ["Content-Type"] = contentType, ["Location"] = "http://x/Users/1" },
            body
        );
}
