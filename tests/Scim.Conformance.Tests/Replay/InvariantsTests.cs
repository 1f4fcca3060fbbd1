namespace Scim.Conformance.Tests.Replay;

/// <summary>The checks that every answer gets do find what they look for.</summary>
public sealed class InvariantsTests
{
    private const string User = """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"1","meta":{"location":"http://x/Users/1"}}""";
    private const string Page = """{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"startIndex":1,"itemsPerPage":1,"Resources":[{"id":"1"}]}""";
    private const string Error = """{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"x"}""";

    [Theory]
    [InlineData(200, User)]
    [InlineData(201, User)]
    [InlineData(200, Page)]
    [InlineData(404, Error)]
    [InlineData(204, "")]
    public void Check_OfASoundAnswer_FindsNothing(int status, string body) => Assert.Empty(Check(status, body));

    [Theory]
    [InlineData("json", 200, "{")]
    [InlineData("204-empty", 204, "{}")]
    [InlineData("error-shape", 404, """{"status":"404"}""")]
    [InlineData("error-status", 404, """{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":404}""")]
    [InlineData("error-status", 400, Error)]
    [InlineData("list-total", 200, """{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":"1"}""")]
    [InlineData("list-int", 200, """{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"startIndex":"1"}""")]
    [InlineData("list-array", 200, """{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"Resources":{}}""")]
    [InlineData("list-page", 200,
        """{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"itemsPerPage":0,"Resources":[{"id":"1"}]}""")]
    [InlineData("id", 200, """{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"Resources":[{"id":1}]}""")]
    [InlineData("id", 200, """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"]}""")]
    [InlineData("no-password", 200, """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"1","password":"x"}""")]
    [InlineData("schemas-unique", 200,
        """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:core:2.0:User"],"id":"1"}""")]
    [InlineData("location-same", 201,
        """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"1","meta":{"location":"http://x/Users/2"}}""")]
    [InlineData("one-primary", 200,
        """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"1","roles":[{"primary":true},{"primary":true}]}""")]
    public void Check_OfAFault_NamesIt(string name, int status, string body)
    {
        Assert.StartsWith($"[{name}]", Assert.Single(Check(status, body)), StringComparison.Ordinal);
        Assert.Empty(Check(status, body, name));
        Assert.Empty(Check(status, body, "all"));
    }

    [Theory]
    [InlineData("application/scim+json", "application/json", 1)]
    [InlineData("application/json", "application/json", 0)]
    [InlineData("application/json", "application/scim+json; charset=utf-8", 0)]
    [InlineData("*/*", "text/html", 1)]
    public void Check_OfTheMediaType_FollowsAccept(string accept, string contentType, int wrongs) =>
        Assert.Equal(wrongs, Invariants.Check(Response(200, User, contentType), "/Users/1", accept, []).Count);

    [Fact]
    public void Check_OfACreatedResourceWithoutLocation_NamesIt()
    {
        ScimResponse response = new("POST /Users", 201, new Dictionary<string, string> { ["Content-Type"] = "application/scim+json" }, """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"1"}
            """);
        Assert.StartsWith("[location]", Assert.Single(Invariants.Check(response, "/Users", "*/*", [])), StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Check(int status, string body, params string[] skipped) =>
        Invariants.Check(Response(status, body, "application/scim+json"), "/Users", "application/scim+json", skipped);

    private static ScimResponse Response(int status, string body, string contentType) =>
        new("GET /Users", status, new Dictionary<string, string> { ["Content-Type"] = contentType, ["Location"] = "http://x/Users/1" }, body);
}
