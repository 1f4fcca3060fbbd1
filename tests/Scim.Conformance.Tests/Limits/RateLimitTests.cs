using System.Globalization;
using Scim.Conformance.Tests.OAuth;
using Scim.Conformance.Tests.Workplace;
using Xunit.Sdk;

namespace Scim.Conformance.Tests.Limits;

/// <summary>Each tenant has a rate; passing it is a 429 that says when to come back, and nobody else's business.</summary>
public sealed class RateLimitTests(SharedServer server)
{
    [Fact, Trait("rfc", "7644-3.12")]
    public async Task Requests_OverTheTenantsRate_Are429WithRetryAfterAndOnlyForThatTenant()
    {
        TestTenant noisy = await server.Operator.NewTenant(), other = await server.Operator.NewTenant();
        await Slow(noisy);
        ScimResponse refused = (await FirstRefusal(noisy)).ExpectError(429);
        Assert.Contains("requests a second", refused.Text("/detail"), StringComparison.Ordinal);
        Assert.Contains("rateLimit.requestsPerSecond", refused.Text("/detail"), StringComparison.Ordinal);
        Assert.InRange(int.Parse(refused.Header("Retry-After"), CultureInfo.InvariantCulture), 1, 10);
        Assert.Equal("1", refused.Header("x-rate-limit-limit"));
        Assert.Equal("0", refused.Header("x-rate-limit-remaining"));
        Assert.Equal(refused.Header("Retry-After"), refused.Header("x-rate-limit-reset"));
        (await other.Scim.Get("/Users")).Expect(200);
    }

    [Fact]
    public async Task Requests_AfterTheLimitIsRaised_AreServedAgain()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        await Slow(tenant);
        await FirstRefusal(tenant);
        await server.Operator.ChangeSettings(tenant.Id, new { rateLimit = new { requestsPerSecond = (int?)null } });
        await Eventually.Holds(async () => (await tenant.Scim.Get("/Users")).Status == 200, TimeSpan.FromSeconds(30), () => "the tenant is still limited");
    }

    [Fact]
    public async Task TokenEndpoint_OverTheTenantsRate_Is429InOAuthsForm()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        OAuthClient oauth = new(tenant);
        (string id, string secret) = await oauth.New();
        await Slow(tenant);
        await FirstRefusal(tenant);
        ScimResponse refused = (await oauth.Ask(id, secret)).Expect(429);
        Assert.Equal("temporarily_unavailable", refused.Text("/error"));
        Assert.True(int.Parse(refused.Header("Retry-After"), CultureInfo.InvariantCulture) >= 1);
    }

    [Fact]
    public async Task WorkplaceApi_OverTheTenantsRate_Is429AsAProblem()
    {
        TestTenant tenant = await server.Operator.NewTenant();
        WorkplaceClient workplace = await tenant.Workplace();
        await Slow(tenant);
        await FirstRefusal(tenant);
        ScimResponse refused = (await workplace.Get("/credential")).Expect(429);
        Assert.Equal("application/problem+json", refused.Header("Content-Type"));
        Assert.Contains("requests a second", refused.Text("/detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(100_001)]
    public async Task Setting_OutOfItsRange_Is400AndNamesTheRange(int rate)
    {
        TestTenant tenant = await server.Operator.NewTenant();
        ScimResponse refused = (await server.Operator.Send("PATCH", $"/tenants/{tenant.Id}/settings", new { rateLimit = new { requestsPerSecond = rate } })).Expect(400);
        Assert.Contains("between 1 and 100000", refused.Text("/detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    public async Task Setting_AtTheEndsOfItsRange_IsTaken(int rate)
    {
        TestTenant tenant = await server.Operator.NewTenant();
        await server.Operator.ChangeSettings(tenant.Id, new { rateLimit = new { requestsPerSecond = rate } });
        Assert.Equal(rate, (await server.Operator.Get($"/tenants/{tenant.Id}/settings")).Expect(200).Int("/rateLimit/requestsPerSecond"));
    }

    // One a second, so that the limit is met soon and stays met for the length of a test.
    private Task Slow(TestTenant tenant) => server.Operator.ChangeSettings(tenant.Id, new { rateLimit = new { requestsPerSecond = 1 } });

    private static async Task<ScimResponse> FirstRefusal(TestTenant tenant)
    {
        for (int i = 0; i < 500; i++)
        {
            ScimResponse response = (await tenant.Scim.Get("/ServiceProviderConfig")).Expect(200, 429);
            if (response.Status == 429) return response;
        }

        throw FailException.ForFailure("500 requests, and none was refused");
    }
}
