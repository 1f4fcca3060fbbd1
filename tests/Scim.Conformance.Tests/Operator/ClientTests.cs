using Scim.Conformance.Tests.OAuth;

namespace Scim.Conformance.Tests.Operator;

/// <summary>OAuth clients of a tenant: made, listed, deleted; the secret is shown once.</summary>
public sealed class ClientTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private TestTenant Tenant => fixture.Tenant;

    private OAuthClient OAuth => new(Tenant);

    [Fact]
    public async Task Post_OfAClient_ShowsItsSecretOnceAndNeverAgain()
    {
        ScimResponse made = (await Tenant.Operator.Send("POST", OAuth.Clients, new { name = "gallery", scopes = new[] { "scim:read" }, expiresAt = "2099-01-01T00:00:00Z" }))
            .Expect(201);
        Assert.Matches("^scim_cs_[A-Za-z0-9_-]{43}$", made.Text("/client_secret"));
        ScimResponse list = (await Tenant.Operator.Get(OAuth.Clients)).Expect(200);
        Assert.Contains(made.Text("/client_id"), list.Body, StringComparison.Ordinal);
        Assert.Contains("gallery", list.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("scim_cs_", list.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_AsABearerToken_IsNone()
    {
        (string id, string secret) = await OAuth.New();
        (await Tenant.Scim.WithToken(secret).Get("/Users?count=0")).ExpectError(401);
        (await Tenant.Scim.WithToken(id).Get("/Users?count=0")).ExpectError(401);
    }

    [Fact]
    public async Task Delete_OfAClient_RemovesIt()
    {
        (string id, _) = await OAuth.New();
        (await Tenant.Operator.Send("DELETE", $"{OAuth.Clients}/{id}")).Expect(204);
        (await Tenant.Operator.Send("DELETE", $"{OAuth.Clients}/{id}")).Expect(404);
        Assert.DoesNotContain(id, (await Tenant.Operator.Get(OAuth.Clients)).Expect(200).Body, StringComparison.Ordinal);
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
    public async Task Post_OfABrokenRequest_Is400AndMakesNothing(string body)
    {
        string before = (await Tenant.Operator.Get(OAuth.Clients)).Expect(200).Body;
        Assert.DoesNotContain("scim_cs_", (await Tenant.Operator.Send("POST", OAuth.Clients, body)).Expect(400).Body, StringComparison.Ordinal);
        Assert.Equal(before, (await Tenant.Operator.Get(OAuth.Clients)).Expect(200).Body);
    }

    [Fact]
    public async Task Clients_OfAnUnknownTenantOrWithoutTheKey_AreRefused()
    {
        object body = new { name = "x", scopes = new[] { "scim:read" } };
        (await Tenant.Operator.Send("POST", "/tenants/no-such-tenant/clients", body)).Expect(404);
        (await Tenant.Operator.Get("/tenants/no-such-tenant/clients")).Expect(404);
        (await Tenant.Operator.Send("DELETE", "/tenants/no-such-tenant/clients/x")).Expect(404);
        OperatorClient stranger = new(fixture.Server.BaseUrl, Tenant.Token);
        (await stranger.Send("POST", OAuth.Clients, body)).Expect(401);
        (await stranger.Get(OAuth.Clients)).Expect(401);
    }
}
