using System.Text;
using System.Text.Json.Nodes;

namespace Scim.Conformance.Tests.BadInput;

/// <summary>Requests without the right credentials: 401 with a SCIM error and a challenge, at every endpoint; nothing happens.</summary>
[Trait("rfc", "7644-2")]
public sealed class CredentialTests(Victim victim) : IClassFixture<Victim>
{
    public static TheoryData<string, string> Endpoints
    {
        get
        {
            TheoryData<string, string> data = new()
            {
                { "GET", "/Users" }, { "GET", "/Users/{user}" }, { "DELETE", "/Users/{user}" }, { "GET", "/Groups" }, { "GET", "/Groups/{group}" },
                { "DELETE", "/Groups/{group}" },
            };
            foreach ((string method, string path) in Victim.Writes)
                data.Add(method, path);
            return data;
        }
    }

    [Theory, MemberData(nameof(Endpoints))]
    public async Task Request_WithoutTheRightToken_Is401(string method, string path)
    {
        string token = victim.Tenant.Token;
        string last = token[^1] == 'A' ? "B" : "A";
        foreach (string authorization in new[]
        {
            "", "Bearer", "Bearer ", "Bearer wrong", "Bearer scim_", $"Bearer {token}x", $"Bearer {token[..^1]}", $"Bearer {token[..^1]}{last}",
            $"Bearer {token.ToUpperInvariant()}", $"Bearer {token} {token}",
            $"Bearer {token[5..]}", token, $"Token {token}", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{token}:"))}", "Basic %%%",
            "Bearer \u00e9", $"Bearer {new string('a', 4000)}", ":",
        })
        {
            ScimResponse response = (await victim.Scim.Send(method, victim.Path(path), method is "GET" or "DELETE" ? null : Body(method, path),
                ("Authorization", authorization))).ExpectError(401);
            Assert.Contains("Bearer", response.Header("WWW-Authenticate"), StringComparison.Ordinal);
        }
        await victim.IsUnharmed();
    }

    [Fact]
    public async Task Request_WithTheSchemeInOtherLetters_IsServed() =>
        (await victim.Scim.Get("/Users", ("Authorization", $"bEARER {victim.Tenant.Token}"))).Expect(200);

    [Fact]
    public async Task Request_WithTheTokenInTheTarget_Is401() =>
        (await victim.Scim.WithToken(null).Get($"/Users?access_token={victim.Tenant.Token}")).ExpectError(401);

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
        foreach (string? token in new[] { victim.Tenant.Token, "scim_0123456789012345678901234567890123456789012", null })
        {
            ScimClient stranger = new($"{victim.Server.BaseUrl}/tenants/{tenant}/scim/v2", token);
            foreach ((string method, string path) in Victim.Writes)
                (await stranger.Send(method, victim.Path(path), Body(method, path))).Expect(401, 404, 400);
            ScimResponse read = (await stranger.Get("/Users")).Expect(401, 404, 400);
            if (tenant == "no-such-tenant")
                read.ExpectError(401, 404);
        }
        await victim.IsUnharmed();
    }

    [Fact]
    public async Task Request_ToAnUnknownTenantOrWithAWrongToken_LooksTheSame()
    {
        ScimResponse unknown = await new ScimClient($"{victim.Server.BaseUrl}/tenants/no-such-tenant/scim/v2", victim.Tenant.Token).Get("/Users");
        ScimResponse wrong = await victim.Scim.WithToken("scim_0123456789012345678901234567890123456789012").Get("/Users");
        Assert.Equal(wrong.Status, unknown.Status);
    }

    private static JsonObject Body(string method, string path) => method == "PATCH" ? Bodies.Patch(Bodies.Replace("displayName", "stranger"))
        : path.EndsWith(".search", StringComparison.Ordinal) ? Bodies.Search(new { })
        : path.StartsWith("/Users", StringComparison.Ordinal) ? Bodies.User("stranger") : Bodies.Group("Stranger");
}
