using System.Text;
using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.BadInput;

/// <summary>
/// Requests without the right credentials: 401 with a SCIM error and a challenge, at every endpoint; nothing happens.
/// </summary>
[Trait("rfc", "7644-2")]
public sealed class CredentialTests(UnchangedTenantFixture victim)
    : IClassFixture<UnchangedTenantFixture>
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
    public async Task Request_WithoutTheRightToken_Is401(string method, string path)
    {
        string token = victim.Tenant.Token;
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
                await victim.Scim.SendAsync(
                    method,
                    victim.FillPath(path),
                    method is "GET" or "DELETE" ? null : CreateBody(method, path),
                    ("Authorization", authorization)
                )
            ).AssertError(401);
            Assert.Contains(
                "Bearer",
                response.GetHeader("WWW-Authenticate"),
                StringComparison.Ordinal
            );
        }
        await victim.AssertUnchangedAsync();
    }

    [Fact]
    public async Task Request_WithSchemeInOtherCase_IsServed() =>
        (
            await victim.Scim.GetAsync("/Users", ("Authorization", $"bEARER {victim.Tenant.Token}"))
        ).AssertStatus(200);

    [Fact]
    public async Task Request_WithTheTokenInTheTarget_Is401() =>
        (
            await victim.Scim.WithToken(null).GetAsync($"/Users?access_token={victim.Tenant.Token}")
        ).AssertError(401);

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
    public async Task Request_ToAnUnknownTenant_IsRefused(string tenant)
    {
        foreach (
            string? token in new[]
            {
                victim.Tenant.Token,
                "scim_0123456789012345678901234567890123456789012",
                null,
            }
        )
        {
            ScimClient stranger = new($"{victim.Server.BaseUrl}/tenants/{tenant}/scim/v2", token);
            foreach ((string method, string path) in UnchangedTenantFixture.WriteEndpoints)
                (
                    await stranger.SendAsync(
                        method,
                        victim.FillPath(path),
                        CreateBody(method, path)
                    )
                ).AssertStatus(401, 404, 400);
            ScimResponse read = (await stranger.GetAsync("/Users")).AssertStatus(401, 404, 400);
            if (tenant == "no-such-tenant")
                read.AssertError(401, 404);
        }
        await victim.AssertUnchangedAsync();
    }

    [Fact]
    public async Task Request_ToAnUnknownTenantOrWithAWrongToken_LooksTheSame()
    {
        ScimResponse unknown = await new ScimClient(
            $"{victim.Server.BaseUrl}/tenants/no-such-tenant/scim/v2",
            victim.Tenant.Token
        ).GetAsync("/Users");
        ScimResponse wrong = await victim
            .Scim.WithToken("scim_0123456789012345678901234567890123456789012")
            .GetAsync("/Users");
        Assert.Equal(wrong.Status, unknown.Status);
    }

    private static JsonObject CreateBody(string method, string path) =>
        method == "PATCH"
            ? RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("displayName", "stranger"))
        : path.EndsWith(".search", StringComparison.Ordinal) ? RequestBodies.CreateSearch(new { })
        : path.StartsWith("/Users", StringComparison.Ordinal) ? RequestBodies.CreateUser("stranger")
        : RequestBodies.CreateGroup("Stranger");
}
