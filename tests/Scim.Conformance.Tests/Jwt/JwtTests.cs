using System.Text.Json.Nodes;

namespace Scim.Conformance.Tests.Jwt;

/// <summary>JSON Web Tokens of an issuer that the tenant trusts, and of everybody else.</summary>
[Trait("rfc", "7644-2")]
public sealed class JwtTests(TenantFixture fixture) : IClassFixture<TenantFixture>, IAsyncLifetime
{
    private readonly Issuer _issuer = new();

    private TestTenant Tenant => fixture.Tenant;

    public async ValueTask InitializeAsync() => await Trust(Entry());

    public ValueTask DisposeAsync()
    {
        _issuer.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    public async Task Token_OfATrustedIssuer_OpensScim(string alg)
    {
        ScimClient scim = With(_issuer.Token(alg: alg));
        string user = await scim.CreateUser($"by.jwt.{Guid.NewGuid():N}");
        (await scim.Get($"/Users/{user}")).Expect(200);
        (await With(_issuer.Token(_issuer.Claims(new { aud = new[] { "other", "api://scim" } }), alg)).Get("/Users?count=0")).Expect(200);
    }

    [Fact]
    public async Task Token_ThatNamesNoKey_IsCheckedByTheOnlyOneThatFits() => (await With(_issuer.Token(kid: "")).Get("/Users?count=0")).Expect(200);

    [Fact]
    public async Task Token_WithWrongClaims_Is401()
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        foreach (JsonObject claims in new[]
        {
            _issuer.Claims(new { exp = now - 120 }), _issuer.Claims(new { nbf = now + 300 }), _issuer.Claims(new { aud = "api://other" }),
            _issuer.Claims(new { aud = "API://SCIM" }), _issuer.Claims(new { aud = Array.Empty<string>() }), _issuer.Claims(new { iss = "https://issuer.example/" }),
            _issuer.Claims(new { iss = "https://other.example" }), _issuer.Claims(new { exp = (long?)null }), _issuer.Claims(new { exp = "never" }),
            _issuer.Claims(new { iss = 7 }), _issuer.Claims(new { aud = new { a = 1 } }), _issuer.Claims(new { exp = 1e300 }), _issuer.Claims(new { nbf = -1e300, exp = -5 }), [],
        })
            await Refused(_issuer.Token(claims));
        JsonObject endless = _issuer.Claims();
        endless.Remove("exp");
        await Refused(_issuer.Token(endless));
    }

    [Fact]
    public async Task Token_WithinTheClockSkew_IsAccepted()
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        (await With(_issuer.Token(_issuer.Claims(new { exp = now - 20 }))).Get("/Users?count=0")).Expect(200);
        (await With(_issuer.Token(_issuer.Claims(new { nbf = now + 30 }))).Get("/Users?count=0")).Expect(200);
    }

    [Fact]
    public async Task Token_SignedInAnyOtherWay_Is401()
    {
        using Issuer impostor = new();
        await Refused(impostor.Token());
        await Refused(impostor.Token(alg: "ES256"));
        await Refused(_issuer.Token(alg: "none"));
        await Refused(_issuer.Token(alg: "None"));
        await Refused(_issuer.Token(alg: "HS256"));
        await Refused(_issuer.Token(alg: "RS512"));
        await Refused(_issuer.Token(alg: "RS256 "));
        await Refused(_issuer.Token(kid: "rsa-2"));
        await Refused(_issuer.Token(kid: _issuer.Ec));
        await Refused(impostor.Token(header: new { jwk = impostor.Jwks["keys"]![0] }));
        await Refused(_issuer.Token(header: new { crit = new[] { "exp" } }));
    }

    [Fact]
    public async Task Token_TamperedWith_Is401()
    {
        string[] parts = _issuer.Token().Split('.');
        string[] other = _issuer.Token(_issuer.Claims(new { sub = "client-2" })).Split('.');
        string flipped = parts[2][..10] + (parts[2][10] == 'A' ? 'B' : 'A') + parts[2][11..];
        foreach (string token in new[]
        {
            $"{parts[0]}.{other[1]}.{parts[2]}", $"{parts[0]}.{parts[1]}.{flipped}", $"{parts[0]}.{parts[1]}.", $"{parts[0]}.{parts[1]}", $"..{parts[2]}", "eyJ..", "eyJ.eyJ.eyJ",
            $"{parts[0]}.{parts[1]}.{parts[2]}.{parts[2]}.{parts[2]}", $"{parts[0]}..{parts[2]}", $"eyJ{new string('A', 9000)}.{parts[1]}.{parts[2]}",
            "eyJhbGciOiJSUzI1NiJ9.bnVsbA.AAAA", "eyJhbGciOiJSUzI1NiJ9.W10.AAAA", "eyJhbGciOjd9.e30.AAAA", $"eyJhbGciOiJSUzI1NiJ9.{parts[1]}.====",
        })
            await Refused(token);
        (await With(string.Join('.', parts)).Get("/Users?count=0")).Expect(200);
    }

    [Fact]
    public async Task Token_AtAnotherTenant_Is401()
    {
        TestTenant neighbour = await fixture.Server.Operator.NewTenant();
        (await neighbour.Scim.WithToken(_issuer.Token()).Get("/Users?count=0")).ExpectError(401);
        using Issuer its = new() { Name = "https://its.example" };
        await neighbour.Operator.ChangeSettings(neighbour.Id, new { jwt = new[] { Entry(its) } });
        await Eventually.Holds(async () => (await neighbour.Scim.WithToken(its.Token()).Get("/Users?count=0")).Status == 200, TimeSpan.FromSeconds(10), () => "not accepted");
        (await neighbour.Scim.WithToken(_issuer.Token()).Get("/Users?count=0")).ExpectError(401);
        (await Tenant.Scim.WithToken(its.Token()).Get("/Users?count=0")).ExpectError(401);
    }

    [Fact]
    public async Task Token_OfASubjectThatIsNotListed_Is401()
    {
        await Trust(Entry(more: new { subjects = new[] { "client-1", "client-3" } }));
        (await With(_issuer.Token()).Get("/Users?count=0")).Expect(200);
        await Refused(_issuer.Token(_issuer.Claims(new { sub = "client-2" })));
        await Refused(_issuer.Token(_issuer.Claims(new { sub = (string?)null })));
    }

    [Fact]
    public async Task Scopes_OfAToken_ComeFromTheClaimThatTheTenantNames()
    {
        await Trust(Entry(more: new
        {
            scopes = Array.Empty<string>(),
            scopeClaim = "roles",
            scopeMap = new Dictionary<string, string[]> { ["Provisioning All"] = ["scim:read", "scim:write"], ["Reader"] = ["scim:read"] },
        }));
        await Allowed(new { roles = new[] { "Provisioning All", "Other" } }, read: 200, write: 201);
        await Allowed(new { roles = new[] { "Reader" } }, read: 200, write: 403);
        await Allowed(new { roles = "scim:write" }, read: 403, write: 201);
        await Allowed(new { roles = "Reader scim:write" }, read: 200, write: 201);
        await Allowed(new { roles = new[] { "me:read", "reader", "scim:*" } }, read: 403, write: 403);
        await Allowed(new { }, read: 403, write: 403);
    }

    [Fact]
    public async Task Settings_WithoutTheIssuer_EndItsTokens()
    {
        string token = _issuer.Token();
        (await With(token).Get("/Users?count=0")).Expect(200);
        await Tenant.Operator.ChangeSettings(Tenant.Id, new { jwt = (object?)null });
        await Eventually.Holds(async () => (await With(token).Get("/Users?count=0")).Status == 401, TimeSpan.FromSeconds(2), () => "still accepted");
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
    public async Task Settings_OfAWrongIssuer_Are400AndChangeNothing(string member, string value)
    {
        JsonObject entry = Entry();
        entry[member] = JsonNode.Parse(value);
        string settings = $"/tenants/{Tenant.Id}/settings";
        string before = (await Tenant.Operator.Get(settings)).Expect(200).Body;
        ScimResponse refused = (await Tenant.Operator.Send("PATCH", settings, new { jwt = new[] { entry } })).Expect(400);
        Assert.Contains("jwt", refused.Body, StringComparison.Ordinal);
        Assert.Equal(before, (await Tenant.Operator.Get(settings)).Expect(200).Body);
    }

    [Fact]
    public async Task Settings_OfAnIssuer_AreReadAsTheyWereWritten()
    {
        ScimResponse settings = (await Tenant.Operator.Get($"/tenants/{Tenant.Id}/settings")).Expect(200);
        Assert.Equal(_issuer.Name, settings.Text("/jwt/0/issuer"));
        Assert.Equal("rsa-1", settings.Text("/jwt/0/jwks/keys/0/kid"));
        Assert.Equal("00:01:00", settings.Text("/jwt/0/clockSkew"));
    }

    private async Task Allowed(object claims, int read, int write)
    {
        ScimClient scim = With(_issuer.Token(_issuer.Claims(claims)));
        (await scim.Get("/Users?count=0")).Expect(read);
        (await scim.Post("/Users", Bodies.User($"jwt.{Guid.NewGuid():N}"))).Expect(write);
    }

    private async Task Refused(string token)
    {
        ScimResponse refused = (await With(token).Get("/Users?count=0")).ExpectError(401);
        Assert.Contains("invalid_token", refused.Header("WWW-Authenticate"), StringComparison.Ordinal);
        (await With(token).Post("/Users", Bodies.User("never"))).ExpectError(401);
    }

    private ScimClient With(string token) => Tenant.Scim.WithToken(token);

    private JsonObject Entry(Issuer? issuer = null, object? more = null)
    {
        issuer ??= _issuer;
        JsonObject entry = new()
        {
            ["issuer"] = issuer.Name,
            ["audience"] = "api://scim",
            ["jwks"] = issuer.Jwks,
            ["scopes"] = new JsonArray("scim:read", "scim:write"),
        };
        foreach ((string name, JsonNode? value) in System.Text.Json.JsonSerializer.SerializeToNode(more)?.AsObject() ?? [])
            entry[name] = value?.DeepClone();
        return entry;
    }

    // Until requests feel it: a good token's scopes tell that this very entry counts.
    private async Task Trust(JsonObject entry)
    {
        string marker = $"urn:marker:{Guid.NewGuid():N}";
        JsonObject probe = (JsonObject)entry.DeepClone();
        probe["audience"] = marker;
        await Tenant.Operator.ChangeSettings(Tenant.Id, new { jwt = new[] { entry, probe } });
        await Eventually.Holds(async () => (await With(_issuer.Token(_issuer.Claims(new { aud = marker }))).Get("/Users?count=0")).Status != 401,
            TimeSpan.FromSeconds(10), () => "the setting jwt has no effect");
    }
}
