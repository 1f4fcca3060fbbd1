using System.Text.Json.Nodes;

namespace Scim.Conformance.Tests.Jwt;

/// <summary>Keys that are fetched: by address, by discovery, when they change, and not from just anywhere.</summary>
public sealed class JwtKeysTests : IAsyncLifetime
{
    private readonly IssuerSite _site = new();
    private ScimServer? _server;

    private ScimServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await ScimServer.Start(
        new ServerSettings { Environment = new Dictionary<string, string> { ["Scim__Jwt__AllowLoopback"] = "true" } });

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        await Server.DisposeAsync();
    }

    [Fact]
    public async Task Keys_ByAddressAndDiscovery_AreFetchedAndKept()
    {
        using Issuer issuer = new() { Name = _site.Url };
        _site.Publish("/keys", issuer.Jwks.ToJsonString());
        _site.Publish("/.well-known/openid-configuration", Metadata(_site.Url, $"{_site.Url}/keys"));
        foreach (object entry in new object[] { Entry(new { jwksUri = $"{_site.Url}/keys" }), Entry(new { }), Entry(new { discovery = $"{_site.Url}/.well-known/openid-configuration" }) })
        {
            TestTenant tenant = await Trusting(entry);
            (await tenant.Scim.WithToken(issuer.Token()).Get("/Users?count=0")).Expect(200);
        }

        int requests = _site.Requests;
        TestTenant more = await Trusting(Entry(new { }));
        for (int i = 0; i < 20; i++)
            (await more.Scim.WithToken(issuer.Token()).Get("/Users?count=0")).Expect(200);
        Assert.Equal(requests, _site.Requests);
    }

    [Fact]
    public async Task Keys_ThatTheIssuerChanges_AreFetchedAnewButNotAtEveryStrangersWish()
    {
        using Issuer issuer = new() { Name = _site.Url };
        using Issuer rotated = new() { Name = _site.Url, Rsa = "rsa-2", Ec = "ec-2" };
        _site.Publish("/keys", issuer.Jwks.ToJsonString());
        TestTenant tenant = await Trusting(Entry(new { jwksUri = $"{_site.Url}/keys" }));
        (await tenant.Scim.WithToken(issuer.Token()).Get("/Users?count=0")).Expect(200);
        _site.Publish("/keys", rotated.Jwks.ToJsonString());
        await Eventually.Holds(async () => (await tenant.Scim.WithToken(rotated.Token()).Get("/Users?count=0")).Status == 200, TimeSpan.FromSeconds(40), () => "the new key is not accepted");
        (await tenant.Scim.WithToken(issuer.Token()).Get("/Users?count=0")).ExpectError(401);

        int requests = _site.Requests;
        for (int i = 0; i < 50; i++)
            (await tenant.Scim.WithToken(rotated.Token(kid: $"rsa-{i + 3}")).Get("/Users?count=0")).ExpectError(401);
        Assert.InRange(_site.Requests, requests, requests + 2);
    }

    [Fact]
    public async Task Keys_ThatCannotBeHad_Are503WithRetryAfter()
    {
        using Issuer issuer = new() { Name = _site.Url };
        _site.Publish("/broken", "{");
        _site.Publish("/none", """{"keys":[]}""");
        _site.Publish("/huge", new string(' ', 600_000) + issuer.Jwks.ToJsonString());
        _site.Publish("/moved", $"{_site.Url}/keys", 302);
        _site.Publish("/keys", issuer.Jwks.ToJsonString());
        _site.Publish("/fault", "", 500);
        _site.Publish("/impostor", Metadata("https://other.example", $"{_site.Url}/keys"));
        _site.Publish("/inward", Metadata(_site.Url, "http://169.254.169.254/keys"));
        foreach (object entry in new object[]
        {
            Entry(new { jwksUri = $"{_site.Url}/broken" }), Entry(new { jwksUri = $"{_site.Url}/none" }), Entry(new { jwksUri = $"{_site.Url}/huge" }),
            Entry(new { jwksUri = $"{_site.Url}/moved" }), Entry(new { jwksUri = $"{_site.Url}/fault" }), Entry(new { jwksUri = $"{_site.Url}/missing" }),
            Entry(new { discovery = $"{_site.Url}/impostor" }), Entry(new { discovery = $"{_site.Url}/inward" }), Entry(new { discovery = $"{_site.Url}/keys" }),
        })
        {
            TestTenant tenant = await Trusting(entry);
            Assert.NotEqual("", (await tenant.Scim.WithToken(issuer.Token()).Get("/Users?count=0")).ExpectError(503).Header("Retry-After"));
            (await tenant.Scim.WithToken(issuer.Token(issuer.Claims(new { iss = "https://other.example" }))).Get("/Users?count=0")).ExpectError(401);
            (await tenant.Scim.Get("/Users?count=0")).Expect(200);
        }
    }

    [Fact]
    public async Task Keys_InsideTheNetwork_AreNotFetchedUnlessAllowed()
    {
        await using ScimServer strict = await ScimServer.Start();
        using Issuer issuer = new() { Name = _site.Url };
        _site.Publish("/keys", issuer.Jwks.ToJsonString());
        TestTenant tenant = await Trusting(Entry(new { jwksUri = $"{_site.Url}/keys" }), strict);
        (await tenant.Scim.WithToken(issuer.Token()).Get("/Users?count=0")).ExpectError(503);
        Assert.Equal(0, _site.Requests);
        foreach (string address in new[] { "http://issuer.example/keys", "http://10.0.0.1/keys", "file:///etc/passwd", "/keys", "https://user:password@issuer.example/keys" })
        {
            (await tenant.Operator.Send("PATCH", $"/tenants/{tenant.Id}/settings", new { jwt = new[] { Entry(new { jwksUri = address }) } })).Expect(400);
        }
    }

    private static string Metadata(string issuer, string jwksUri) => new JsonObject { ["issuer"] = issuer, ["jwks_uri"] = jwksUri }.ToJsonString();

    private async Task<TestTenant> Trusting(object entry, ScimServer? server = null)
    {
        TestTenant tenant = await (server ?? Server).Operator.NewTenant();
        await tenant.Operator.ChangeSettings(tenant.Id, new { jwt = new[] { entry } });
        return tenant;
    }

    private JsonObject Entry(object more)
    {
        JsonObject entry = new() { ["issuer"] = _site.Url, ["audience"] = "api://scim", ["scopes"] = new JsonArray("scim:read") };
        foreach ((string name, JsonNode? value) in System.Text.Json.JsonSerializer.SerializeToNode(more)!.AsObject())
            entry[name] = value?.DeepClone();
        return entry;
    }
}
