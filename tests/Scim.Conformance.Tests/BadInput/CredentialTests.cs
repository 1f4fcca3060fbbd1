using System.Text;
using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.BadInput;

/// <summary>
/// Requests without valid credentials: every endpoint answers 401 with a SCIM error and a challenge, and the tenant
/// stays unchanged.
/// </summary>
[Trait("rfc", "7644-2")]
public sealed class CredentialTests(UnchangedTenantFixture fixture) : IClassFixture<UnchangedTenantFixture>
{
    public static TheoryData<string, string> Endpoints
    {
        get
        {
            TheoryData<string, string> data = new()
            {
                { "GET", "/Users" },
                { "GET", "/Users/{user}" },
                { "DELETE", "/Users/{user}" },
                { "GET", "/Groups" },
                { "GET", "/Groups/{group}" },
                { "DELETE", "/Groups/{group}" },
            };
            foreach ((string method, string path) in UnchangedTenantFixture.WriteEndpoints)
                data.Add(method, path);
            return data;
        }
    }

    [Theory, MemberData(nameof(Endpoints))]
    public async Task Request_WithoutValidToken_Is401(string method, string path)
    {
        string token = fixture.Tenant.Token;
        string last = token[^1] == 'A' ? "B" : "A";
        foreach (
            string authorization in new[]
            {
                "",
                "Bearer",
                "Bearer ",
                "Bearer wrong",
                "Bearer scim_",
                $"Bearer {token}x",
                $"Bearer {token[..^1]}",
                $"Bearer {token[..^1]}{last}",
                $"Bearer {token.ToUpperInvariant()}",
                $"Bearer {token} {token}",
                $"Bearer {token[5..]}",
                token,
                $"Token {token}",
                $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{token}:"))}",
                "Basic %%%",
                "Bearer \u00e9",
                $"Bearer {new string('a', 4000)}",
                ":",
            }
        )
        {
            ScimResponse response = (
                await fixture.Scim.SendAsync(
                    method,
                    fixture.FillPath(path),
                    method is "GET" or "DELETE" ? null : CreateBody(method, path),
                    ("Authorization", authorization)
                )
            ).AssertError(401);
            Assert.Contains("Bearer", response.GetHeader("WWW-Authenticate"), StringComparison.Ordinal);
        }
        await fixture.AssertUnchangedAsync();
    }

    [Fact]
    public async Task Request_WithSchemeInOtherCase_IsServed() =>
        (await fixture.Scim.GetAsync("/Users", ("Authorization", $"bEARER {fixture.Tenant.Token}"))).AssertStatus(200);

    [Fact]
    public async Task Request_WithTokenInQueryString_Is401() =>
        (await fixture.Scim.WithToken(null).GetAsync($"/Users?access_token={fixture.Tenant.Token}")).AssertError(401);

    [Theory]
    [InlineData("no-such-tenant")]
    [InlineData("UPPER")]
    [InlineData("-")]
    [InlineData("%00")]
    [InlineData("..")]
    [InlineData("%2e%2e")]
    [InlineData("a%2fb")]
    [InlineData("a.b")]
    [InlineData("%ff")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234")]
    public async Task Request_ToUnknownTenant_IsRejected(string tenant)
    {
        foreach (
            string? token in new[] { fixture.Tenant.Token, "scim_0123456789012345678901234567890123456789012", null }
        )
        {
            ScimClient client = new($"{fixture.Server.BaseUrl}/tenants/{tenant}/scim/v2", token);
            foreach ((string method, string path) in UnchangedTenantFixture.WriteEndpoints)
                (await client.SendAsync(method, fixture.FillPath(path), CreateBody(method, path))).AssertStatus(
                    401,
                    404,
                    400
                );
            ScimResponse read = (await client.GetAsync("/Users")).AssertStatus(401, 404, 400);
            if (tenant == "no-such-tenant")
                read.AssertError(401, 404);
        }
        await fixture.AssertUnchangedAsync();
    }

    [Fact]
    public async Task Request_ToUnknownTenantOrWithWrongToken_ReturnsSameStatus()
    {
        ScimResponse unknown = await new ScimClient(
            $"{fixture.Server.BaseUrl}/tenants/no-such-tenant/scim/v2",
            fixture.Tenant.Token
        ).GetAsync("/Users");
        ScimResponse wrong = await fixture
            .Scim.WithToken("scim_0123456789012345678901234567890123456789012")
            .GetAsync("/Users");
        Assert.Equal(wrong.Status, unknown.Status);
    }

    private static JsonObject CreateBody(string method, string path) =>
        method == "PATCH" ? RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("displayName", "stranger"))
        : path.EndsWith(".search", StringComparison.Ordinal) ? RequestBodies.CreateSearch(new { })
        : path.StartsWith("/Users", StringComparison.Ordinal) ? RequestBodies.CreateUser("stranger")
        : RequestBodies.CreateGroup("Stranger");
}
