using Scim.Conformance.Tests.Fixtures;
using Scim.Conformance.Tests.OAuth;

namespace Scim.Conformance.Tests.Operator;

/// <summary>A tenant's OAuth clients: created, listed and deleted; the secret is shown once.</summary>
public sealed class OAuthClientTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private TestTenant Tenant => fixture.Tenant;

    private OAuthClient OAuth => new(Tenant);

    [Fact]
    public async Task Post_OfClient_ShowsItsSecretOnce()
    {
        ScimResponse made = (
            await Tenant.Operator.SendRequestAsync(
                "POST",
                OAuth.ClientsUrl,
                new
                {
                    name = "gallery",
                    scopes = new[] { "scim:read" },
                    expiresAt = "2099-01-01T00:00:00Z",
                }
            )
        ).AssertStatus(201);
        Assert.Matches("^scim_cs_[A-Za-z0-9_-]{43}$", made.GetText("/client_secret"));
        ScimResponse list = (await Tenant.Operator.GetAsync(OAuth.ClientsUrl)).AssertStatus(200);
        Assert.Contains(made.GetText("/client_id"), list.Body, StringComparison.Ordinal);
        Assert.Contains("gallery", list.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("scim_cs_", list.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_AsBearerToken_IsRejected()
    {
        (string id, string secret) = await OAuth.CreateClientAsync();
        (await Tenant.Scim.WithToken(secret).GetAsync("/Users?count=0")).AssertError(401);
        (await Tenant.Scim.WithToken(id).GetAsync("/Users?count=0")).AssertError(401);
    }

    [Fact]
    public async Task Delete_OfClient_RemovesIt()
    {
        (string id, _) = await OAuth.CreateClientAsync();
        (await Tenant.Operator.SendRequestAsync("DELETE", $"{OAuth.ClientsUrl}/{id}")).AssertStatus(204);
        (await Tenant.Operator.SendRequestAsync("DELETE", $"{OAuth.ClientsUrl}/{id}")).AssertStatus(404);
        Assert.DoesNotContain(
            id,
            (await Tenant.Operator.GetAsync(OAuth.ClientsUrl)).AssertStatus(200).Body,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("""{"name":"x"}""")]
    [InlineData("""{"name":"x","scopes":[]}""")]
    [InlineData("""{"name":"x","scopes":[null]}""")]
    [InlineData("""{"name":"x","scopes":["scim:everything"]}""")]
    [InlineData("""{"name":"x","scopes":["me:read"]}""")]
    [InlineData("""{"name":"x","scopes":"scim:read"}""")]
    [InlineData("""{"name":"","scopes":["scim:read"]}""")]
    [InlineData("""{"name":"a\nb","scopes":["scim:read"]}""")]
    [InlineData("""{"name":7,"scopes":["scim:read"]}""")]
    [InlineData("""{"scopes":["scim:read"]}""")]
    [InlineData("""{"name":"x","scopes":["scim:read"],"expiresAt":"soon"}""")]
    [InlineData("""{"name":"x","scopes":["scim:read"],"expiresAt":"2020-01-01T00:00:00Z"}""")]
    [InlineData("""{"name":"x","scopes":["scim:read"],"client_secret":"mine"}""")]
    [InlineData("{")]
    [InlineData("[]")]
    public async Task Post_OfInvalidRequest_Is400AndCreatesNothing(string body)
    {
        string before = (await Tenant.Operator.GetAsync(OAuth.ClientsUrl)).AssertStatus(200).Body;
        Assert.DoesNotContain(
            "scim_cs_",
            (await Tenant.Operator.SendRequestAsync("POST", OAuth.ClientsUrl, body)).AssertStatus(400).Body,
            StringComparison.Ordinal
        );
        Assert.Equal(before, (await Tenant.Operator.GetAsync(OAuth.ClientsUrl)).AssertStatus(200).Body);
    }

    [Fact]
    public async Task Clients_OfUnknownTenantOrWithoutKey_AreRejected()
    {
        object body = new { name = "x", scopes = new[] { "scim:read" } };
        (await Tenant.Operator.SendRequestAsync("POST", "/tenants/no-such-tenant/clients", body)).AssertStatus(404);
        (await Tenant.Operator.GetAsync("/tenants/no-such-tenant/clients")).AssertStatus(404);
        (await Tenant.Operator.SendRequestAsync("DELETE", "/tenants/no-such-tenant/clients/x")).AssertStatus(404);
        OperatorClient unauthorized = new(fixture.Server.BaseUrl, Tenant.Token);
        (await unauthorized.SendRequestAsync("POST", OAuth.ClientsUrl, body)).AssertStatus(401);
        (await unauthorized.GetAsync(OAuth.ClientsUrl)).AssertStatus(401);
    }
}
