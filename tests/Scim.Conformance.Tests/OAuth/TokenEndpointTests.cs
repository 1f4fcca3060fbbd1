using System.Diagnostics;
using System.Text;
using Scim.Conformance.Tests.Fixtures;

namespace Scim.Conformance.Tests.OAuth;

/// <summary>OAuth 2.0 client credentials (RFC 6749 section 4.4) as identity providers use them.</summary>
[Trait("rfc", "7644-2")]
public sealed class TokenEndpointTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private const string GrantForm = "grant_type=client_credentials";

    private TestTenant Tenant => fixture.Tenant;

    private OAuthClient OAuth => new(Tenant);

    [Fact]
    public async Task Token_ForSecretInBody_GrantsScimAccessForOneHour()
    {
        (string id, string secret) = await OAuth.CreateClientAsync();
        ScimResponse answer = (await OAuth.RequestTokenAsync(id, secret)).AssertStatus(200);
        Assert.Equal("Bearer", answer.GetText("/token_type"));
        Assert.Equal(3600, answer.GetInt32("/expires_in"));
        Assert.Equal("scim:read scim:write", answer.GetText("/scope"));
        Assert.Equal("application/json", answer.GetHeader("Content-Type"));
        Assert.Contains("no-store", answer.GetHeader("Cache-Control"), StringComparison.Ordinal);

        ScimClient scim = Tenant.Scim.WithToken(answer.GetText("/access_token"));
        string user = await scim.CreateUserAsync("by.oauth");
        (await scim.GetAsync($"/Users/{user}")).AssertStatus(200);
    }

    [Fact]
    public async Task Token_ForBasicCredentials_IsIssued()
    {
        (string id, string secret) = await OAuth.CreateClientAsync();
        (
            await OAuth.SendFormAsync(GrantForm, ("Authorization", OAuthClient.FormatBasicCredentials(id, secret)))
        ).AssertStatus(200);
        (
            await OAuth.SendFormAsync(
                $"{GrantForm}&client_id={id}",
                ("Authorization", OAuthClient.FormatBasicCredentials(id, secret))
            )
        ).AssertStatus(200);
        // Form-encoded before it is Base64-encoded (RFC 6749 section 2.3.1).
        (
            await OAuth.SendFormAsync(
                GrantForm,
                (
                    "Authorization",
                    OAuthClient.FormatBasicCredentials(id, secret.Replace("_", "%5F", StringComparison.Ordinal))
                )
            )
        ).AssertStatus(200);
    }

    [Fact]
    public async Task Token_WithRequestedScopes_AllowsOnlyThose()
    {
        (string id, string secret) = await OAuth.CreateClientAsync();
        ScimResponse answer = (await OAuth.RequestTokenAsync(id, secret, "scim:read")).AssertStatus(200);
        Assert.Equal("scim:read", answer.GetText("/scope"));
        ScimClient reader = Tenant.Scim.WithToken(answer.GetText("/access_token"));
        (await reader.GetAsync("/Users?count=0")).AssertStatus(200);
        ScimResponse refused = (await reader.PostAsync("/Users", RequestBodies.CreateUser("no.scope"))).AssertError(
            403
        );
        Assert.Contains("insufficient_scope", refused.GetHeader("WWW-Authenticate"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_OfReadOnlyClient_CannotRequestMoreScopes()
    {
        (string id, string secret) = await OAuth.CreateClientAsync(["scim:read"]);
        Assert.Equal("scim:read", (await OAuth.RequestTokenAsync(id, secret)).AssertStatus(200).GetText("/scope"));
        foreach (
            string scope in new[]
            {
                "scim:write",
                "scim:read scim:write",
                "https://example.com/.default",
                " ",
                "me:read",
            }
        )
            AssertOAuthError(await OAuth.RequestTokenAsync(id, secret, scope), 400, "invalid_scope");
    }

    [Theory]
    [InlineData("")]
    [InlineData("grant_type=")]
    [InlineData("grant_type=client_credentials&grant_type=client_credentials")]
    [InlineData("grant_type=client_credentials&client_id=a&client_id=b")]
    [InlineData("client_id=a&client_secret=b")]
    [InlineData("%%%=&&&=%")]
    [InlineData("{\"grant_type\":\"client_credentials\"}")]
    public async Task Token_WithInvalidForm_Is400InvalidRequest(string form) =>
        AssertOAuthError(await OAuth.SendFormAsync(form), 400, "invalid_request");

    [Theory]
    [InlineData("password")]
    [InlineData("authorization_code")]
    [InlineData("refresh_token")]
    [InlineData("Client_Credentials")]
    public async Task Token_ForAnotherGrant_Is400(string grant)
    {
        (string id, string secret) = await OAuth.CreateClientAsync();
        AssertOAuthError(
            await OAuth.SendFormAsync($"grant_type={grant}&client_id={id}&client_secret={secret}"),
            400,
            "unsupported_grant_type"
        );
    }

    [Fact]
    public async Task Token_ForWrongCredentials_Is401WithChallenge()
    {
        (string id, string secret) = await OAuth.CreateClientAsync();
        (string other, _) = await OAuth.CreateClientAsync();
        foreach (
            (string client, string password) in new[]
            {
                (id, secret + "x"),
                (id, secret[..^1]),
                (id, secret.ToUpperInvariant()),
                (id, ""),
                ("", secret),
                (other, secret),
                ("unknown", secret),
                (id, Tenant.Token),
                ("\u0000", "\u0000"),
                (id, new string('x', 10_000)),
            }
        )
        {
            foreach (
                ScimResponse refused in new[]
                {
                    await OAuth.RequestTokenAsync(client, password),
                    await OAuth.SendFormAsync(
                        GrantForm,
                        ("Authorization", OAuthClient.FormatBasicCredentials(client, password))
                    ),
                }
            )
            {
                AssertOAuthError(refused, 401, "invalid_client");
                Assert.StartsWith("Basic ", refused.GetHeader("WWW-Authenticate"), StringComparison.Ordinal);
            }
        }

        foreach (string header in new[] { "Basic", "Basic %%%", $"Bearer {Tenant.Token}", "Basic b3BlcmF0b3I=" })
            AssertOAuthError(await OAuth.SendFormAsync(GrantForm, ("Authorization", header)), 401, "invalid_client");
        AssertOAuthError(await OAuth.SendFormAsync(GrantForm), 401, "invalid_client");
        AssertOAuthError(
            await OAuth.SendFormAsync(
                $"{GrantForm}&client_id={id}&client_secret={secret}",
                ("Authorization", OAuthClient.FormatBasicCredentials(id, secret))
            ),
            400,
            "invalid_request"
        );
        AssertOAuthError(
            await OAuth.SendFormAsync(
                $"{GrantForm}&client_id={other}",
                ("Authorization", OAuthClient.FormatBasicCredentials(id, secret))
            ),
            400,
            "invalid_request"
        );
    }

    [Fact]
    public async Task Token_OfUnknownTenant_ReturnsSameErrorAsWrongSecret()
    {
        (string id, string secret) = await OAuth.CreateClientAsync();
        TestTenant neighbor = await fixture.Server.Operator.CreateTenantAsync();
        foreach (string tenant in new[] { "no-such-tenant", "UPPER", "a%2Fb", neighbor.Id })
        {
            ScimResponse refused = await RawHttpClient.SendRequestAsync(
                RawHttpClient.Client,
                "POST",
                $"{fixture.Server.BaseUrl}/tenants/{tenant}/oauth2/token",
                [new("Content-Type", "application/x-www-form-urlencoded")],
                Encoding.UTF8.GetBytes($"{GrantForm}&client_id={id}&client_secret={secret}")
            );
            AssertOAuthError(refused, 401, "invalid_client");
        }
    }

    [Fact]
    public async Task Token_ByOtherMethodOrMediaType_IsRejected()
    {
        foreach (string method in new[] { "GET", "PUT", "DELETE" })
            Assert.Equal(
                "POST",
                (await RawHttpClient.SendRequestAsync(RawHttpClient.Client, method, OAuth.TokenUrl, []))
                    .AssertStatus(405)
                    .GetHeader("Allow")
            );
        AssertOAuthError(await OAuth.SendFormAsync("{}", ("Content-Type", "application/json")), 415, "invalid_request");
        AssertOAuthError(await OAuth.SendFormAsync(new string('a', 20_000)), 413, "invalid_request");
        Assert.Equal(
            404,
            (
                await RawHttpClient.SendRequestAsync(RawHttpClient.Client, "POST", OAuth.TokenUrl + "/more", [], [])
            ).Status
        );
    }

    [Fact]
    public async Task AccessToken_OfAnotherTenantOrTampered_Is401()
    {
        (string id, string secret) = await OAuth.CreateClientAsync();
        string token = await OAuth.GetTokenAsync(id, secret);
        TestTenant neighbor = await fixture.Server.Operator.CreateTenantAsync();
        await new OAuthClient(neighbor).CreateClientAsync();
        (await neighbor.Scim.WithToken(token).GetAsync("/Users?count=0")).AssertError(401);

        int dot = token.IndexOf('.', StringComparison.Ordinal);
        string payload = token[..dot],
            signature = token[dot..];
        string forged = Convert
            .ToBase64String(Encoding.UTF8.GetBytes($"{id}\n4102444800\nscim:read scim:write"))
            .TrimEnd('=')
            .Replace('+', '-')
            .Replace('/', '_');
        foreach (
            string wrong in new[]
            {
                payload,
                payload + ".",
                token + "A",
                token[..^2],
                token[..^1] + (token[^1] == 'A' ? "B" : "A"),
                "scim_at_." + signature[1..],
                $"scim_at_{forged}{signature}",
                payload + signature + signature,
                "scim_at_%." + signature[1..],
                $"scim_at_{new string('A', 3000)}{signature}",
                payload + ".=" + signature[1..],
            }
        )
            (await Tenant.Scim.WithToken(wrong).GetAsync("/Users?count=0")).AssertError(401);
        (await Tenant.Scim.WithToken(token).GetAsync("/Users?count=0")).AssertStatus(200);
    }

    [Fact]
    public async Task AccessToken_OfDeletedClient_IsRejectedWithinOneSecond()
    {
        (string id, string secret) = await OAuth.CreateClientAsync();
        string token = await OAuth.GetTokenAsync(id, secret);
        (await Tenant.Scim.WithToken(token).GetAsync("/Users?count=0")).AssertStatus(200);
        (await Tenant.Operator.SendRequestAsync("DELETE", $"{OAuth.ClientsUrl}/{id}")).AssertStatus(204);
        Stopwatch since = Stopwatch.StartNew();
        while ((await Tenant.Scim.WithToken(token).GetAsync("/Users?count=0")).Status != 401)
            Assert.True(
                since.Elapsed < TimeSpan.FromSeconds(1),
                "The access token of a deleted client is still accepted."
            );
        AssertOAuthError(await OAuth.RequestTokenAsync(id, secret), 401, "invalid_client");
    }

    [Fact]
    public async Task AccessToken_OfDeletedTenant_IsRejectedAfterRecreation()
    {
        TestTenant doomed = await fixture.Server.Operator.CreateTenantAsync();
        OAuthClient oauth = new(doomed);
        (string id, string secret) = await oauth.CreateClientAsync();
        string token = await oauth.GetTokenAsync(id, secret);
        (await fixture.Server.Operator.SendRequestAsync("DELETE", $"/tenants/{doomed.Id}")).AssertStatus(204);
        await Polling.WaitUntilAsync(
            async () => (await doomed.Scim.WithToken(token).GetAsync("/Users?count=0")).Status == 401,
            TimeSpan.FromSeconds(1),
            () => "the access token of a deleted tenant is still accepted"
        );
        TestTenant successor = await fixture.Server.Operator.CreateTenantAsync(doomed.Id);
        await new OAuthClient(successor).CreateClientAsync();
        (await successor.Scim.WithToken(token).GetAsync("/Users?count=0")).AssertError(401);
    }

    [Fact]
    public async Task AccessToken_OfExpiredClient_IsRejected()
    {
        DateTimeOffset end = DateTimeOffset.UtcNow.AddSeconds(4);
        (string id, string secret) = await OAuth.CreateClientAsync(expiresAt: end);
        ScimResponse answer = (await OAuth.RequestTokenAsync(id, secret)).AssertStatus(200);
        Assert.InRange(answer.GetInt32("/expires_in"), 0, 5);
        await Polling.WaitUntilAsync(
            async () =>
                (await Tenant.Scim.WithToken(answer.GetText("/access_token")).GetAsync("/Users?count=0")).Status == 401,
            TimeSpan.FromSeconds(30),
            () => "the access token is still accepted after its client expired"
        );
        await Polling.WaitUntilAsync(
            async () => (await OAuth.RequestTokenAsync(id, secret)).Status == 401,
            TimeSpan.FromSeconds(30),
            () => "the client is still accepted after its expiry"
        );
    }

    [Fact]
    public async Task Settings_OfTokenLifetime_ApplyWithinLimits()
    {
        TestTenant tenant = await fixture.Server.Operator.CreateTenantAsync();
        OAuthClient oauth = new(tenant);
        (string id, string secret) = await oauth.CreateClientAsync();
        await tenant.Operator.ChangeSettingsAsync(tenant.Id, new { oauth = new { tokenLifetime = "06:00:00" } });
        await Polling.WaitUntilAsync(
            async () => (await oauth.RequestTokenAsync(id, secret)).AssertStatus(200).GetInt32("/expires_in") == 21600,
            TimeSpan.FromSeconds(10),
            () => "the setting has no effect"
        );
        foreach (object wrong in new object[] { "00:04:59", "1.00:00:01", "-01:00:00", "soon", 60, true })
        {
            ScimResponse refused = (
                await tenant.Operator.SendRequestAsync(
                    "PATCH",
                    $"/tenants/{tenant.Id}/settings",
                    new { oauth = new { tokenLifetime = wrong } }
                )
            ).AssertStatus(400);
            Assert.Contains("oauth", refused.Body, StringComparison.Ordinal);
        }

        Assert.Equal(
            "06:00:00",
            (await tenant.Operator.GetAsync($"/tenants/{tenant.Id}/settings"))
                .AssertStatus(200)
                .GetText("/oauth/tokenLifetime")
        );
    }

    private static void AssertOAuthError(ScimResponse response, int status, string code)
    {
        response.AssertStatus(status);
        Assert.Equal(code, response.GetText("/error"));
        Assert.NotEqual("", response.GetText("/error_description"));
        Assert.Contains("no-store", response.GetHeader("Cache-Control"), StringComparison.Ordinal);
    }
}
