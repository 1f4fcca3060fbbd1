using System.Diagnostics;
using System.Text;

namespace Scim.Conformance.Tests.OAuth;

/// <summary>OAuth 2.0 client credentials (RFC 6749 section 4.4) as identity providers use them.</summary>
[Trait("rfc", "7644-2")]
public sealed class TokenEndpointTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private const string Grant = "grant_type=client_credentials";

    private TestTenant Tenant => fixture.Tenant;

    private OAuthClient OAuth => new(Tenant);

    [Fact]
    public async Task Token_ForABodySecret_OpensScimForAnHour()
    {
        (string id, string secret) = await OAuth.New();
        ScimResponse answer = (await OAuth.Ask(id, secret)).Expect(200);
        Assert.Equal("Bearer", answer.Text("/token_type"));
        Assert.Equal(3600, answer.Int("/expires_in"));
        Assert.Equal("scim:read scim:write", answer.Text("/scope"));
        Assert.Equal("application/json", answer.Header("Content-Type"));
        Assert.Contains("no-store", answer.Header("Cache-Control"), StringComparison.Ordinal);

        ScimClient scim = Tenant.Scim.WithToken(answer.Text("/access_token"));
        string user = await scim.CreateUser("by.oauth");
        (await scim.Get($"/Users/{user}")).Expect(200);
    }

    [Fact]
    public async Task Token_ForBasicCredentials_IsGiven()
    {
        (string id, string secret) = await OAuth.New();
        (await OAuth.Send(Grant, ("Authorization", OAuthClient.Basic(id, secret)))).Expect(200);
        (await OAuth.Send($"{Grant}&client_id={id}", ("Authorization", OAuthClient.Basic(id, secret)))).Expect(200);
        // Form-encoded before it is Base64-encoded (RFC 6749 section 2.3.1).
        (await OAuth.Send(Grant, ("Authorization", OAuthClient.Basic(id, secret.Replace("_", "%5F", StringComparison.Ordinal))))).Expect(200);
    }

    [Fact]
    public async Task Token_ForSomeOfTheScopes_AllowsOnlyThose()
    {
        (string id, string secret) = await OAuth.New();
        ScimResponse answer = (await OAuth.Ask(id, secret, "scim:read")).Expect(200);
        Assert.Equal("scim:read", answer.Text("/scope"));
        ScimClient reader = Tenant.Scim.WithToken(answer.Text("/access_token"));
        (await reader.Get("/Users?count=0")).Expect(200);
        ScimResponse refused = (await reader.Post("/Users", Bodies.User("no.scope"))).ExpectError(403);
        Assert.Contains("insufficient_scope", refused.Header("WWW-Authenticate"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_OfAReadOnlyClient_MayNotAskForMore()
    {
        (string id, string secret) = await OAuth.New(["scim:read"]);
        Assert.Equal("scim:read", (await OAuth.Ask(id, secret)).Expect(200).Text("/scope"));
        foreach (string scope in new[] { "scim:write", "scim:read scim:write", "https://example.com/.default", " ", "me:read" })
            Error(await OAuth.Ask(id, secret, scope), 400, "invalid_scope");
    }

    [Theory]
    [InlineData("")]
    [InlineData("grant_type=")]
    [InlineData("grant_type=client_credentials&grant_type=client_credentials")]
    [InlineData("grant_type=client_credentials&client_id=a&client_id=b")]
    [InlineData("client_id=a&client_secret=b")]
    [InlineData("%%%=&&&=%")]
    [InlineData("{\"grant_type\":\"client_credentials\"}")]
    public async Task Token_ForAFormThatIsNone_Is400InvalidRequest(string form) => Error(await OAuth.Send(form), 400, "invalid_request");

    [Theory]
    [InlineData("password")]
    [InlineData("authorization_code")]
    [InlineData("refresh_token")]
    [InlineData("Client_Credentials")]
    public async Task Token_ForAnotherGrant_Is400(string grant)
    {
        (string id, string secret) = await OAuth.New();
        Error(await OAuth.Send($"grant_type={grant}&client_id={id}&client_secret={secret}"), 400, "unsupported_grant_type");
    }

    [Fact]
    public async Task Token_ForWrongCredentials_Is401WithAChallenge()
    {
        (string id, string secret) = await OAuth.New();
        (string other, _) = await OAuth.New();
        foreach ((string client, string password) in new[]
        {
            (id, secret + "x"), (id, secret[..^1]), (id, secret.ToUpperInvariant()), (id, ""), ("", secret), (other, secret), ("nobody", secret), (id, Tenant.Token),
            ("\u0000", "\u0000"), (id, new string('x', 10_000)),
        })
        {
            foreach (ScimResponse refused in new[]
            {
                await OAuth.Ask(client, password), await OAuth.Send(Grant, ("Authorization", OAuthClient.Basic(client, password))),
            })
            {
                Error(refused, 401, "invalid_client");
                Assert.StartsWith("Basic ", refused.Header("WWW-Authenticate"), StringComparison.Ordinal);
            }
        }

        foreach (string header in new[] { "Basic", "Basic %%%", $"Bearer {Tenant.Token}", "Basic b3BlcmF0b3I=" })
            Error(await OAuth.Send(Grant, ("Authorization", header)), 401, "invalid_client");
        Error(await OAuth.Send(Grant), 401, "invalid_client");
        Error(await OAuth.Send($"{Grant}&client_id={id}&client_secret={secret}", ("Authorization", OAuthClient.Basic(id, secret))), 400, "invalid_request");
        Error(await OAuth.Send($"{Grant}&client_id={other}", ("Authorization", OAuthClient.Basic(id, secret))), 400, "invalid_request");
    }

    [Fact]
    public async Task Token_OfAnUnknownTenant_LooksLikeAWrongSecret()
    {
        (string id, string secret) = await OAuth.New();
        TestTenant neighbour = await fixture.Server.Operator.NewTenant();
        foreach (string tenant in new[] { "no-such-tenant", "UPPER", "a%2Fb", neighbour.Id })
        {
            ScimResponse refused = await Wire.Send(Wire.Client, "POST", $"{fixture.Server.BaseUrl}/tenants/{tenant}/oauth2/token",
                [new("Content-Type", "application/x-www-form-urlencoded")], Encoding.UTF8.GetBytes($"{Grant}&client_id={id}&client_secret={secret}"));
            Error(refused, 401, "invalid_client");
        }
    }

    [Fact]
    public async Task Token_ByAnotherMethodOrMediaType_IsRefused()
    {
        foreach (string method in new[] { "GET", "PUT", "DELETE" })
            Assert.Equal("POST", (await Wire.Send(Wire.Client, method, OAuth.TokenUrl, [])).Expect(405).Header("Allow"));
        Error(await OAuth.Send("{}", ("Content-Type", "application/json")), 415, "invalid_request");
        Error(await OAuth.Send(new string('a', 20_000)), 413, "invalid_request");
        Assert.Equal(404, (await Wire.Send(Wire.Client, "POST", OAuth.TokenUrl + "/more", [], [])).Status);
    }

    [Fact]
    public async Task AccessToken_OfAnotherTenantOrTamperedWith_Is401()
    {
        (string id, string secret) = await OAuth.New();
        string token = await OAuth.Token(id, secret);
        TestTenant neighbour = await fixture.Server.Operator.NewTenant();
        await new OAuthClient(neighbour).New();
        (await neighbour.Scim.WithToken(token).Get("/Users?count=0")).ExpectError(401);

        int dot = token.IndexOf('.', StringComparison.Ordinal);
        string payload = token[..dot], signature = token[dot..];
        string forged = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}\n4102444800\nscim:read scim:write")).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        foreach (string wrong in new[]
        {
            payload, payload + ".", token + "A", token[..^2], token[..^1] + (token[^1] == 'A' ? "B" : "A"), "scim_at_." + signature[1..], $"scim_at_{forged}{signature}",
            payload + signature + signature, "scim_at_%." + signature[1..], $"scim_at_{new string('A', 3000)}{signature}", payload + ".=" + signature[1..],
        })
            (await Tenant.Scim.WithToken(wrong).Get("/Users?count=0")).ExpectError(401);
        (await Tenant.Scim.WithToken(token).Get("/Users?count=0")).Expect(200);
    }

    [Fact]
    public async Task AccessToken_OfADeletedClient_IsRefusedWithinASecond()
    {
        (string id, string secret) = await OAuth.New();
        string token = await OAuth.Token(id, secret);
        (await Tenant.Scim.WithToken(token).Get("/Users?count=0")).Expect(200);
        (await Tenant.Operator.Send("DELETE", $"{OAuth.Clients}/{id}")).Expect(204);
        Stopwatch since = Stopwatch.StartNew();
        while ((await Tenant.Scim.WithToken(token).Get("/Users?count=0")).Status != 401)
            Assert.True(since.Elapsed < TimeSpan.FromSeconds(1), "The access token of a deleted client is accepted.");
        Error(await OAuth.Ask(id, secret), 401, "invalid_client");
    }

    [Fact]
    public async Task AccessToken_OfADeletedTenant_IsRefusedAlsoByItsSuccessor()
    {
        TestTenant doomed = await fixture.Server.Operator.NewTenant();
        OAuthClient oauth = new(doomed);
        (string id, string secret) = await oauth.New();
        string token = await oauth.Token(id, secret);
        (await fixture.Server.Operator.Send("DELETE", $"/tenants/{doomed.Id}")).Expect(204);
        await Eventually.Holds(async () => (await doomed.Scim.WithToken(token).Get("/Users?count=0")).Status == 401, TimeSpan.FromSeconds(1),
            () => "the access token of a deleted tenant is accepted");
        TestTenant successor = await fixture.Server.Operator.NewTenant(doomed.Id);
        await new OAuthClient(successor).New();
        (await successor.Scim.WithToken(token).Get("/Users?count=0")).ExpectError(401);
    }

    [Fact]
    public async Task AccessToken_OfAClientThatEnds_EndsWithIt()
    {
        DateTimeOffset end = DateTimeOffset.UtcNow.AddSeconds(4);
        (string id, string secret) = await OAuth.New(expiresAt: end);
        ScimResponse answer = (await OAuth.Ask(id, secret)).Expect(200);
        Assert.InRange(answer.Int("/expires_in"), 0, 5);
        await Eventually.Holds(async () => (await Tenant.Scim.WithToken(answer.Text("/access_token")).Get("/Users?count=0")).Status == 401,
            TimeSpan.FromSeconds(30), () => "the access token outlives its client");
        await Eventually.Holds(async () => (await OAuth.Ask(id, secret)).Status == 401, TimeSpan.FromSeconds(30), () => "the client outlives its end");
    }

    [Fact]
    public async Task Settings_OfTheTokenLifetime_DecideAndHaveLimits()
    {
        TestTenant tenant = await fixture.Server.Operator.NewTenant();
        OAuthClient oauth = new(tenant);
        (string id, string secret) = await oauth.New();
        await tenant.Operator.ChangeSettings(tenant.Id, new { oauth = new { tokenLifetime = "06:00:00" } });
        await Eventually.Holds(async () => (await oauth.Ask(id, secret)).Expect(200).Int("/expires_in") == 21600, TimeSpan.FromSeconds(10), () => "the setting has no effect");
        foreach (object wrong in new object[] { "00:04:59", "1.00:00:01", "-01:00:00", "soon", 60, true })
        {
            ScimResponse refused = (await tenant.Operator.Send("PATCH", $"/tenants/{tenant.Id}/settings", new { oauth = new { tokenLifetime = wrong } })).Expect(400);
            Assert.Contains("oauth", refused.Body, StringComparison.Ordinal);
        }

        Assert.Equal("06:00:00", (await tenant.Operator.Get($"/tenants/{tenant.Id}/settings")).Expect(200).Text("/oauth/tokenLifetime"));
    }

    private static void Error(ScimResponse response, int status, string code)
    {
        response.Expect(status);
        Assert.Equal(code, response.Text("/error"));
        Assert.NotEqual("", response.Text("/error_description"));
        Assert.Contains("no-store", response.Header("Cache-Control"), StringComparison.Ordinal);
    }
}
