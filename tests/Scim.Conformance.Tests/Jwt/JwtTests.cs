using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.Jwt;

/// <summary>JSON Web Tokens of a configured issuer are accepted, all others are rejected.</summary>
[Trait("rfc", "7644-2")]
public sealed class JwtTests(TenantFixture fixture) : IClassFixture<TenantFixture>, IAsyncLifetime
{
    private readonly TestTokenIssuer _issuer = new();

    private TestTenant Tenant => fixture.Tenant;

    public async ValueTask InitializeAsync() => await TrustIssuerAsync(CreateIssuerEntry());

    public ValueTask DisposeAsync()
    {
        _issuer.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    public async Task Token_OfConfiguredIssuer_GrantsScimAccess(string alg)
    {
        ScimClient scim = CreateClient(_issuer.CreateToken(alg: alg));
        string user = await scim.CreateUserAsync($"by.jwt.{Guid.NewGuid():N}");
        (await scim.GetAsync($"/Users/{user}")).AssertStatus(200);
        (
            await CreateClient(
                    _issuer.CreateToken(_issuer.CreateClaims(new { aud = new[] { "other", "api://scim" } }), alg)
                )
                .GetAsync("/Users?count=0")
        ).AssertStatus(200);
    }

    [Fact]
    public async Task Token_WithoutKeyId_IsVerifiedWithOnlyMatchingKey() =>
        (await CreateClient(_issuer.CreateToken(kid: "")).GetAsync("/Users?count=0")).AssertStatus(200);

    [Fact]
    public async Task Token_WithWrongClaims_Is401()
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        foreach (
            JsonObject claims in new[]
            {
                _issuer.CreateClaims(new { exp = now - 120 }),
                _issuer.CreateClaims(new { nbf = now + 300 }),
                _issuer.CreateClaims(new { aud = "api://other" }),
                _issuer.CreateClaims(new { aud = "API://SCIM" }),
                _issuer.CreateClaims(new { aud = Array.Empty<string>() }),
                _issuer.CreateClaims(new { iss = "https://issuer.example/" }),
                _issuer.CreateClaims(new { iss = "https://other.example" }),
                _issuer.CreateClaims(new { exp = (long?)null }),
                _issuer.CreateClaims(new { exp = "never" }),
                _issuer.CreateClaims(new { iss = 7 }),
                _issuer.CreateClaims(new { aud = new { a = 1 } }),
                _issuer.CreateClaims(new { exp = 1e300 }),
                _issuer.CreateClaims(new { nbf = -1e300, exp = -5 }),
                [],
            }
        )
            await AssertRejectedAsync(_issuer.CreateToken(claims));
        JsonObject endless = _issuer.CreateClaims();
        endless.Remove("exp");
        await AssertRejectedAsync(_issuer.CreateToken(endless));
    }

    [Fact]
    public async Task Token_WithinTheClockSkew_IsAccepted()
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        (
            await CreateClient(_issuer.CreateToken(_issuer.CreateClaims(new { exp = now - 20 })))
                .GetAsync("/Users?count=0")
        ).AssertStatus(200);
        (
            await CreateClient(_issuer.CreateToken(_issuer.CreateClaims(new { nbf = now + 30 })))
                .GetAsync("/Users?count=0")
        ).AssertStatus(200);
    }

    [Fact]
    public async Task Token_WithInvalidKeyOrAlgorithm_Is401()
    {
        using TestTokenIssuer impostor = new();
        await AssertRejectedAsync(impostor.CreateToken());
        await AssertRejectedAsync(impostor.CreateToken(alg: "ES256"));
        await AssertRejectedAsync(_issuer.CreateToken(alg: "none"));
        await AssertRejectedAsync(_issuer.CreateToken(alg: "None"));
        await AssertRejectedAsync(_issuer.CreateToken(alg: "HS256"));
        await AssertRejectedAsync(_issuer.CreateToken(alg: "RS512"));
        await AssertRejectedAsync(_issuer.CreateToken(alg: "RS256 "));
        await AssertRejectedAsync(_issuer.CreateToken(kid: "rsa-2"));
        await AssertRejectedAsync(_issuer.CreateToken(kid: _issuer.EcKeyId));
        await AssertRejectedAsync(impostor.CreateToken(header: new { jwk = impostor.Jwks["keys"]![0] }));
        await AssertRejectedAsync(_issuer.CreateToken(header: new { crit = new[] { "exp" } }));
    }

    [Fact]
    public async Task Token_Tampered_Is401()
    {
        string[] parts = _issuer.CreateToken().Split('.');
        string[] other = _issuer.CreateToken(_issuer.CreateClaims(new { sub = "client-2" })).Split('.');
        string flipped = parts[2][..10] + (parts[2][10] == 'A' ? 'B' : 'A') + parts[2][11..];
        foreach (
            string token in new[]
            {
                $"{parts[0]}.{other[1]}.{parts[2]}",
                $"{parts[0]}.{parts[1]}.{flipped}",
                $"{parts[0]}.{parts[1]}.",
                $"{parts[0]}.{parts[1]}",
                $"..{parts[2]}",
                "eyJ..",
                "eyJ.eyJ.eyJ",
                $"{parts[0]}.{parts[1]}.{parts[2]}.{parts[2]}.{parts[2]}",
                $"{parts[0]}..{parts[2]}",
                $"eyJ{new string('A', 9000)}.{parts[1]}.{parts[2]}",
                "eyJhbGciOiJSUzI1NiJ9.bnVsbA.AAAA",
                "eyJhbGciOiJSUzI1NiJ9.W10.AAAA",
                "eyJhbGciOjd9.e30.AAAA",
                $"eyJhbGciOiJSUzI1NiJ9.{parts[1]}.====",
            }
        )
            await AssertRejectedAsync(token);
        (await CreateClient(string.Join('.', parts)).GetAsync("/Users?count=0")).AssertStatus(200);
    }

    [Fact]
    public async Task Token_AtAnotherTenant_Is401()
    {
        TestTenant neighbor = await fixture.Server.Operator.CreateTenantAsync();
        (await neighbor.Scim.WithToken(_issuer.CreateToken()).GetAsync("/Users?count=0")).AssertError(401);
        using TestTokenIssuer its = new() { Name = "https://its.example" };
        await neighbor.Operator.ChangeSettingsAsync(neighbor.Id, new { jwt = new[] { CreateIssuerEntry(its) } });
        await Polling.WaitUntilAsync(
            async () => (await neighbor.Scim.WithToken(its.CreateToken()).GetAsync("/Users?count=0")).Status == 200,
            TimeSpan.FromSeconds(10),
            () => "the token is not accepted"
        );
        (await neighbor.Scim.WithToken(_issuer.CreateToken()).GetAsync("/Users?count=0")).AssertError(401);
        (await Tenant.Scim.WithToken(its.CreateToken()).GetAsync("/Users?count=0")).AssertError(401);
    }

    [Fact]
    public async Task Token_OfUnlistedSubject_Is401()
    {
        await TrustIssuerAsync(CreateIssuerEntry(more: new { subjects = new[] { "client-1", "client-3" } }));
        (await CreateClient(_issuer.CreateToken()).GetAsync("/Users?count=0")).AssertStatus(200);
        await AssertRejectedAsync(_issuer.CreateToken(_issuer.CreateClaims(new { sub = "client-2" })));
        await AssertRejectedAsync(_issuer.CreateToken(_issuer.CreateClaims(new { sub = (string?)null })));
    }

    [Fact]
    public async Task Scopes_OfToken_ComeFromConfiguredClaim()
    {
        await TrustIssuerAsync(
            CreateIssuerEntry(
                more: new
                {
                    scopes = Array.Empty<string>(),
                    scopeClaim = "roles",
                    scopeMap = new Dictionary<string, string[]>
                    {
                        ["Provisioning All"] = ["scim:read", "scim:write"],
                        ["Reader"] = ["scim:read"],
                    },
                }
            )
        );
        await AssertAllowedAsync(new { roles = new[] { "Provisioning All", "Other" } }, read: 200, write: 201);
        await AssertAllowedAsync(new { roles = new[] { "Reader" } }, read: 200, write: 403);
        await AssertAllowedAsync(new { roles = "scim:write" }, read: 403, write: 201);
        await AssertAllowedAsync(new { roles = "Reader scim:write" }, read: 200, write: 201);
        await AssertAllowedAsync(new { roles = new[] { "me:read", "reader", "scim:*" } }, read: 403, write: 403);
        await AssertAllowedAsync(new { }, read: 403, write: 403);
    }

    [Fact]
    public async Task Settings_RemovingIssuer_RejectItsTokens()
    {
        string token = _issuer.CreateToken();
        (await CreateClient(token).GetAsync("/Users?count=0")).AssertStatus(200);
        await Tenant.Operator.ChangeSettingsAsync(Tenant.Id, new { jwt = (object?)null });
        await Polling.WaitUntilAsync(
            async () => (await CreateClient(token).GetAsync("/Users?count=0")).Status == 401,
            TimeSpan.FromSeconds(2),
            () => "the token is still accepted"
        );
    }

    [Theory]
    [InlineData("issuer", "\"\"")]
    [InlineData("issuer", "null")]
    [InlineData("issuer", "7")]
    [InlineData("audience", "\"\"")]
    [InlineData("algorithms", "[]")]
    [InlineData("algorithms", "[\"none\"]")]
    [InlineData("algorithms", "[\"HS256\"]")]
    [InlineData("algorithms", "[\"RS256\",null]")]
    [InlineData("clockSkew", "\"01:00:00\"")]
    [InlineData("clockSkew", "\"-00:00:01\"")]
    [InlineData("jwksUri", "\"https://issuer.example/keys\"")]
    [InlineData("discovery", "\"ftp://issuer.example\"")]
    [InlineData("jwks", "\"text\"")]
    [InlineData("jwks", "{}")]
    [InlineData("jwks", "{\"keys\":[]}")]
    [InlineData("jwks", "{\"keys\":[7]}")]
    [InlineData("jwks", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}")]
    [InlineData("jwks", "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AAAA\",\"e\":\"AQAB\",\"d\":\"AAAA\"}]}")]
    [InlineData("scopes", "[]")]
    [InlineData("scopes", "[\"scim:everything\"]")]
    [InlineData("scopes", "[\"me:read\"]")]
    [InlineData("scopeMap", "{\"a\":[\"scim:read\"]}")]
    [InlineData("scopeClaim", "\"\"")]
    [InlineData("subjects", "[\"\"]")]
    [InlineData("user", "{\"attribute\":\"emails\"}")]
    [InlineData("user", "{\"claim\":\"\"}")]
    [InlineData("unknown", "1")]
    public async Task Settings_OfInvalidIssuer_Are400AndChangeNothing(string member, string value)
    {
        JsonObject entry = CreateIssuerEntry();
        entry[member] = JsonNode.Parse(value);
        string settings = $"/tenants/{Tenant.Id}/settings";
        string before = (await Tenant.Operator.GetAsync(settings)).AssertStatus(200).Body;
        ScimResponse refused = (
            await Tenant.Operator.SendRequestAsync("PATCH", settings, new { jwt = new[] { entry } })
        ).AssertStatus(400);
        Assert.Contains("jwt", refused.Body, StringComparison.Ordinal);
        Assert.Equal(before, (await Tenant.Operator.GetAsync(settings)).AssertStatus(200).Body);
    }

    [Fact]
    public async Task Settings_OfIssuer_RoundTrip()
    {
        ScimResponse settings = (await Tenant.Operator.GetAsync($"/tenants/{Tenant.Id}/settings")).AssertStatus(200);
        Assert.Equal(_issuer.Name, settings.GetText("/jwt/0/issuer"));
        Assert.Equal("rsa-1", settings.GetText("/jwt/0/jwks/keys/0/kid"));
        Assert.Equal("00:01:00", settings.GetText("/jwt/0/clockSkew"));
    }

    private async Task AssertAllowedAsync(object claims, int read, int write)
    {
        ScimClient scim = CreateClient(_issuer.CreateToken(_issuer.CreateClaims(claims)));
        (await scim.GetAsync("/Users?count=0")).AssertStatus(read);
        (await scim.PostAsync("/Users", RequestBodies.CreateUser($"jwt.{Guid.NewGuid():N}"))).AssertStatus(write);
    }

    private async Task AssertRejectedAsync(string token)
    {
        ScimResponse refused = (await CreateClient(token).GetAsync("/Users?count=0")).AssertError(401);
        Assert.Contains("invalid_token", refused.GetHeader("WWW-Authenticate"), StringComparison.Ordinal);
        (await CreateClient(token).PostAsync("/Users", RequestBodies.CreateUser("never"))).AssertError(401);
    }

    private ScimClient CreateClient(string token) => Tenant.Scim.WithToken(token);

    private JsonObject CreateIssuerEntry(TestTokenIssuer? issuer = null, object? more = null)
    {
        issuer ??= _issuer;
        JsonObject entry = new()
        {
            ["issuer"] = issuer.Name,
            ["audience"] = "api://scim",
            ["jwks"] = issuer.Jwks,
            ["scopes"] = new JsonArray("scim:read", "scim:write"),
        };
        foreach (
            (string name, JsonNode? value) in System.Text.Json.JsonSerializer.SerializeToNode(more)?.AsObject() ?? []
        )
            entry[name] = value?.DeepClone();
        return entry;
    }

    // Waits until the settings are in effect: only they accept a token for the marker audience.
    private async Task TrustIssuerAsync(JsonObject entry)
    {
        string marker = $"urn:marker:{Guid.NewGuid():N}";
        JsonObject probe = (JsonObject)entry.DeepClone();
        probe["audience"] = marker;
        await Tenant.Operator.ChangeSettingsAsync(Tenant.Id, new { jwt = new[] { entry, probe } });
        await Polling.WaitUntilAsync(
            async () =>
                (
                    await CreateClient(_issuer.CreateToken(_issuer.CreateClaims(new { aud = marker })))
                        .GetAsync("/Users?count=0")
                ).Status != 401,
            TimeSpan.FromSeconds(10),
            () => "the setting jwt has no effect"
        );
    }
}
