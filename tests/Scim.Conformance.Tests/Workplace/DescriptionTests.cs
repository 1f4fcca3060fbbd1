namespace Scim.Conformance.Tests.Workplace;

/// <summary>The workplace API is described, and can be browsed; what the description says is held to by every <see cref="WorkplaceClient"/>.</summary>
public sealed class DescriptionTests(SharedServer server)
{
    [Fact]
    public async Task Document_OfEveryOperation_HasSummaryTagAnswersAndProblem()
    {
        ApiContract contract = await ApiContract.Of(server.BaseUrl);
        Assert.Contains("/credential", contract.Paths);
        Assert.All(contract.Operations, o =>
        {
            Assert.False(string.IsNullOrWhiteSpace(o.Operation["summary"]?.GetValue<string>()), $"{o.Method} {o.Path} has no summary");
            Assert.Single(o.Operation["tags"]!.AsArray());
            Assert.Contains(o.Operation["responses"]!.AsObject(), r => r.Key[0] == '2');
            Assert.NotNull(o.Operation["responses"]!["default"]!["content"]!["application/problem+json"]);
        });
    }

    [Theory]
    [InlineData("/docs/index.html", "text/html")]
    [InlineData("/docs/swagger-ui-bundle.js", "text/javascript")]
    public async Task Page_ForABrowser_IsServedFromHere(string path, string mediaType)
    {
        ScimResponse page = (await Wire.Send(Wire.Client, "GET", server.BaseUrl + path, [])).Expect(200);
        Assert.StartsWith(mediaType, page.Header("Content-Type"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credential_WithScopes_IsShown()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        ScimResponse shown = (await (await tenant.Workplace()).Get("/credential")).Expect(200);
        Assert.Equal(tenant.Id, shown.Text("/tenant"));
        Assert.Equal(["workplace:read", "workplace:write"], shown.At("/scopes").EnumerateArray().Select(s => s.GetString()!));
    }

    [Fact]
    public async Task Credential_WithoutScopeTokenOrPath_IsAProblem()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient api = await tenant.Workplace();
        ScimResponse forbidden = (await api.WithToken(tenant.Token).Get("/credential")).Expect(403);
        Assert.Contains("workplace:read", forbidden.Text("/detail"), StringComparison.Ordinal);
        Assert.Contains("insufficient_scope", forbidden.Header("WWW-Authenticate"), StringComparison.Ordinal);
        (await api.WithToken(null).Get("/credential")).Expect(401);
        (await api.WithToken("scim_wrong").Get("/credential")).Expect(401);
        (await api.Get("/nothing")).Expect(404);
        Assert.Equal("GET, HEAD", (await api.Post("/credential", new { })).Expect(405).Header("Allow"));
    }

    [Fact]
    public async Task Token_OfTheWorkplace_DoesNotOpenScim()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        (_, string token) = await server.Operator.IssueToken(tenant.Id, scopes: ["workplace:read", "workplace:write"]);
        (await tenant.Scim.WithToken(token).Get("/Users")).ExpectError(403);
    }

    [Fact]
    public async Task Token_OfAnotherTenant_IsWorthNothing()
    {
        TestTenant tenant = await server.Operator.NewTenant(), other = await server.Operator.NewTenant();
        (_, string token) = await server.Operator.IssueToken(other.Id, scopes: ["workplace:read"]);
        (await (await tenant.Workplace()).WithToken(token).Get("/credential")).Expect(401);
    }
}
