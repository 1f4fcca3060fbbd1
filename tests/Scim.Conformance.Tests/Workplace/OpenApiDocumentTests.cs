using Scim.Conformance.Tests.Fixtures;
using Scim.Testing.Server.Workplace;

namespace Scim.Conformance.Tests.Workplace;

/// <summary>
/// The workplace API has an OpenAPI document and a page to browse it. Every <see cref="WorkplaceClient"/> validates
/// responses against the document.
/// </summary>
public sealed class OpenApiDocumentTests(SharedServer server)
{
    [Fact]
    public async Task Document_OfEveryOperation_HasSummaryTagAnswersAndProblem()
    {
        OpenApiContract contract = await OpenApiContract.GetContractAsync(server.BaseUrl);
        Assert.Contains("/credential", contract.Paths);
        Assert.All(
            contract.Operations,
            o =>
            {
                Assert.False(
                    string.IsNullOrWhiteSpace(o.Operation["summary"]?.GetValue<string>()),
                    $"{o.Method} {o.Path} has no summary"
                );
                Assert.Single(o.Operation["tags"]!.AsArray());
                Assert.Contains(o.Operation["responses"]!.AsObject(), r => r.Key[0] == '2');
                Assert.NotNull(o.Operation["responses"]!["default"]!["content"]!["application/problem+json"]);
            }
        );
    }

    [Theory]
    [InlineData("/docs/index.html", "text/html")]
    [InlineData("/docs/swagger-ui-bundle.js", "text/javascript")]
    public async Task Page_ForBrowser_IsServedLocally(string path, string mediaType)
    {
        ScimResponse page = (
            await RawHttpClient.SendRequestAsync(RawHttpClient.Client, "GET", server.BaseUrl + path, [])
        ).AssertStatus(200);
        Assert.StartsWith(mediaType, page.GetHeader("Content-Type"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credential_WithScopes_IsShown()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        ScimResponse shown = (await (await tenant.CreateWorkplaceClientAsync()).GetAsync("/credential")).AssertStatus(
            200
        );
        Assert.Equal(tenant.Id, shown.GetText("/tenant"));
        Assert.Equal(
            ["workplace:read", "workplace:write"],
            shown.GetElement("/scopes").EnumerateArray().Select(s => s.GetString()!)
        );
    }

    [Fact]
    public async Task Credential_WithoutScopeTokenOrPath_IsProblemDetails()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient api = await tenant.CreateWorkplaceClientAsync();
        ScimResponse forbidden = (await api.WithToken(tenant.Token).GetAsync("/credential")).AssertStatus(403);
        Assert.Contains("workplace:read", forbidden.GetText("/detail"), StringComparison.Ordinal);
        Assert.Contains("insufficient_scope", forbidden.GetHeader("WWW-Authenticate"), StringComparison.Ordinal);
        (await api.WithToken(null).GetAsync("/credential")).AssertStatus(401);
        (await api.WithToken("scim_wrong").GetAsync("/credential")).AssertStatus(401);
        (await api.GetAsync("/nothing")).AssertStatus(404);
        Assert.Equal("GET, HEAD", (await api.PostAsync("/credential", new { })).AssertStatus(405).GetHeader("Allow"));
    }

    [Fact]
    public async Task Token_OfWorkplace_GrantsNoScimAccess()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        (_, string token) = await server.Operator.IssueTokenAsync(
            tenant.Id,
            scopes: ["workplace:read", "workplace:write"]
        );
        (await tenant.Scim.WithToken(token).GetAsync("/Users")).AssertError(403);
    }

    [Fact]
    public async Task Token_OfAnotherTenant_IsRejected()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync(),
            other = await server.Operator.CreateTenantAsync();
        (_, string token) = await server.Operator.IssueTokenAsync(other.Id, scopes: ["workplace:read"]);
        (await (await tenant.CreateWorkplaceClientAsync()).WithToken(token).GetAsync("/credential")).AssertStatus(401);
    }
}
