using System.Text.Json.Nodes;

namespace Scim.Conformance.Tests.Jwt;

/// <summary>
/// Signing keys fetched from the issuer: by URL, by discovery, after key rotation, and never from a private address
/// unless allowed.
/// </summary>
public sealed class JwtKeyRotationTests : IAsyncLifetime
{
    private readonly TestIssuerServer _issuerServer = new();
    private ScimServer? _server;

    private ScimServer Server => _server!;

    public async ValueTask InitializeAsync() =>
        _server = await ScimServer.StartAsync(
            new ServerSettings
            {
                Environment = new Dictionary<string, string> { ["Scim__Jwt__AllowLoopback"] = "true" },
            }
        );

    public async ValueTask DisposeAsync()
    {
        await _issuerServer.DisposeAsync();
        await Server.DisposeAsync();
    }

    [Fact]
    public async Task Keys_ByUriAndDiscovery_AreFetchedAndCached()
    {
        using TestTokenIssuer issuer = new() { Name = _issuerServer.Url };
        _issuerServer.PublishPage("/keys", issuer.Jwks.ToJsonString());
        _issuerServer.PublishPage(
            "/.well-known/openid-configuration",
            CreateMetadata(_issuerServer.Url, $"{_issuerServer.Url}/keys")
        );
        foreach (
            object entry in new object[]
            {
                CreateIssuerEntry(new { jwksUri = $"{_issuerServer.Url}/keys" }),
                CreateIssuerEntry(new { }),
                CreateIssuerEntry(new { discovery = $"{_issuerServer.Url}/.well-known/openid-configuration" }),
            }
        )
        {
            TestTenant tenant = await CreateTrustingTenantAsync(entry);
            (await tenant.Scim.WithToken(issuer.CreateToken()).GetAsync("/Users?count=0")).AssertStatus(200);
        }

        int requests = _issuerServer.RequestCount;
        TestTenant more = await CreateTrustingTenantAsync(CreateIssuerEntry(new { }));
        for (int i = 0; i < 20; i++)
            (await more.Scim.WithToken(issuer.CreateToken()).GetAsync("/Users?count=0")).AssertStatus(200);
        Assert.Equal(requests, _issuerServer.RequestCount);
    }

    [Fact]
    public async Task Keys_RotatedByIssuer_AreRefetchedWithRateLimit()
    {
        using TestTokenIssuer issuer = new() { Name = _issuerServer.Url };
        using TestTokenIssuer rotated = new()
        {
            Name = _issuerServer.Url,
            RsaKeyId = "rsa-2",
            EcKeyId = "ec-2",
        };
        _issuerServer.PublishPage("/keys", issuer.Jwks.ToJsonString());
        TestTenant tenant = await CreateTrustingTenantAsync(
            CreateIssuerEntry(new { jwksUri = $"{_issuerServer.Url}/keys" })
        );
        (await tenant.Scim.WithToken(issuer.CreateToken()).GetAsync("/Users?count=0")).AssertStatus(200);
        _issuerServer.PublishPage("/keys", rotated.Jwks.ToJsonString());
        await Polling.WaitUntilAsync(
            async () => (await tenant.Scim.WithToken(rotated.CreateToken()).GetAsync("/Users?count=0")).Status == 200,
            TimeSpan.FromSeconds(40),
            () => "the new key is not accepted"
        );
        (await tenant.Scim.WithToken(issuer.CreateToken()).GetAsync("/Users?count=0")).AssertError(401);

        int requests = _issuerServer.RequestCount;
        for (int i = 0; i < 50; i++)
            (
                await tenant.Scim.WithToken(rotated.CreateToken(kid: $"rsa-{i + 3}")).GetAsync("/Users?count=0")
            ).AssertError(401);
        Assert.InRange(_issuerServer.RequestCount, requests, requests + 2);
    }

    [Fact]
    public async Task Keys_Unavailable_Are503WithRetryAfter()
    {
        using TestTokenIssuer issuer = new() { Name = _issuerServer.Url };
        _issuerServer.PublishPage("/broken", "{");
        _issuerServer.PublishPage("/none", """{"keys":[]}""");
        _issuerServer.PublishPage("/huge", new string(' ', 600_000) + issuer.Jwks.ToJsonString());
        _issuerServer.PublishPage("/moved", $"{_issuerServer.Url}/keys", 302);
        _issuerServer.PublishPage("/keys", issuer.Jwks.ToJsonString());
        _issuerServer.PublishPage("/fault", "", 500);
        _issuerServer.PublishPage("/impostor", CreateMetadata("https://other.example", $"{_issuerServer.Url}/keys"));
        _issuerServer.PublishPage("/inward", CreateMetadata(_issuerServer.Url, "http://169.254.169.254/keys"));
        foreach (
            object entry in new object[]
            {
                CreateIssuerEntry(new { jwksUri = $"{_issuerServer.Url}/broken" }),
                CreateIssuerEntry(new { jwksUri = $"{_issuerServer.Url}/none" }),
                CreateIssuerEntry(new { jwksUri = $"{_issuerServer.Url}/huge" }),
                CreateIssuerEntry(new { jwksUri = $"{_issuerServer.Url}/moved" }),
                CreateIssuerEntry(new { jwksUri = $"{_issuerServer.Url}/fault" }),
                CreateIssuerEntry(new { jwksUri = $"{_issuerServer.Url}/missing" }),
                CreateIssuerEntry(new { discovery = $"{_issuerServer.Url}/impostor" }),
                CreateIssuerEntry(new { discovery = $"{_issuerServer.Url}/inward" }),
                CreateIssuerEntry(new { discovery = $"{_issuerServer.Url}/keys" }),
            }
        )
        {
            TestTenant tenant = await CreateTrustingTenantAsync(entry);
            Assert.NotEqual(
                "",
                (await tenant.Scim.WithToken(issuer.CreateToken()).GetAsync("/Users?count=0"))
                    .AssertError(503)
                    .GetHeader("Retry-After")
            );
            (
                await tenant
                    .Scim.WithToken(issuer.CreateToken(issuer.CreateClaims(new { iss = "https://other.example" })))
                    .GetAsync("/Users?count=0")
            ).AssertError(401);
            (await tenant.Scim.GetAsync("/Users?count=0")).AssertStatus(200);
        }
    }

    [Fact]
    public async Task Keys_AtPrivateAddress_AreNotFetchedUnlessAllowed()
    {
        await using ScimServer strict = await ScimServer.StartAsync();
        using TestTokenIssuer issuer = new() { Name = _issuerServer.Url };
        _issuerServer.PublishPage("/keys", issuer.Jwks.ToJsonString());
        TestTenant tenant = await CreateTrustingTenantAsync(
            CreateIssuerEntry(new { jwksUri = $"{_issuerServer.Url}/keys" }),
            strict
        );
        (await tenant.Scim.WithToken(issuer.CreateToken()).GetAsync("/Users?count=0")).AssertError(503);
        Assert.Equal(0, _issuerServer.RequestCount);
        foreach (
            string address in new[]
            {
                "http://issuer.example/keys",
                "http://10.0.0.1/keys",
                "file:///etc/passwd",
                "/keys",
                "https://user:password@issuer.example/keys",
            }
        )
        {
            (
                await tenant.Operator.SendRequestAsync(
                    "PATCH",
                    $"/tenants/{tenant.Id}/settings",
                    new { jwt = new[] { CreateIssuerEntry(new { jwksUri = address }) } }
                )
            ).AssertStatus(400);
        }
    }

    private static string CreateMetadata(string issuer, string jwksUri) =>
        new JsonObject { ["issuer"] = issuer, ["jwks_uri"] = jwksUri }.ToJsonString();

    private async Task<TestTenant> CreateTrustingTenantAsync(object entry, ScimServer? server = null)
    {
        TestTenant tenant = await (server ?? Server).Operator.CreateTenantAsync();
        await tenant.Operator.ChangeSettingsAsync(tenant.Id, new { jwt = new[] { entry } });
        return tenant;
    }

    private JsonObject CreateIssuerEntry(object more)
    {
        JsonObject entry = new()
        {
            ["issuer"] = _issuerServer.Url,
            ["audience"] = "api://scim",
            ["scopes"] = new JsonArray("scim:read"),
        };
        foreach ((string name, JsonNode? value) in System.Text.Json.JsonSerializer.SerializeToNode(more)!.AsObject())
            entry[name] = value?.DeepClone();
        return entry;
    }
}
