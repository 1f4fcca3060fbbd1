using System.Globalization;
using Scim.Conformance.Tests.Fixtures;
using Scim.Conformance.Tests.OAuth;
using Scim.Testing.Server.Workplace;
using Xunit.Sdk;

namespace Scim.Conformance.Tests.RateLimiting;

/// <summary>
/// Each tenant has a rate limit. Exceeding it is answered 429 with a Retry-After header and does not affect other
/// tenants.
/// </summary>
public sealed class RateLimitTests(SharedServer server)
{
    [Fact, Trait("rfc", "7644-3.12")]
    public async Task Requests_OverTenantRate_Are429WithRetryAfterForThatTenantOnly()
    {
        TestTenant noisy = await server.Operator.CreateTenantAsync(),
            other = await server.Operator.CreateTenantAsync();
        await SetLowRateAsync(noisy);
        ScimResponse refused = (await SendUntilRejectedAsync(noisy)).AssertError(429);
        Assert.Contains("requests per second", refused.GetText("/detail"), StringComparison.Ordinal);
        Assert.Contains("rateLimit.requestsPerSecond", refused.GetText("/detail"), StringComparison.Ordinal);
        Assert.InRange(int.Parse(refused.GetHeader("Retry-After"), CultureInfo.InvariantCulture), 1, 10);
        Assert.Equal("1", refused.GetHeader("x-rate-limit-limit"));
        Assert.Equal("0", refused.GetHeader("x-rate-limit-remaining"));
        Assert.Equal(refused.GetHeader("Retry-After"), refused.GetHeader("x-rate-limit-reset"));
        (await other.Scim.GetAsync("/Users")).AssertStatus(200);
    }

    [Fact]
    public async Task Requests_AfterLimitIsRaised_AreServedAgain()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        await SetLowRateAsync(tenant);
        await SendUntilRejectedAsync(tenant);
        await server.Operator.ChangeSettingsAsync(
            tenant.Id,
            new { rateLimit = new { requestsPerSecond = (int?)null } }
        );
        await Polling.WaitUntilAsync(
            async () => (await tenant.Scim.GetAsync("/Users")).Status == 200,
            TimeSpan.FromSeconds(30),
            () => "the tenant is still limited"
        );
    }

    [Fact]
    public async Task TokenEndpoint_OverTenantRate_Is429AsOAuthError()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        OAuthClient oauth = new(tenant);
        (string id, string secret) = await oauth.CreateClientAsync();
        await SetLowRateAsync(tenant);
        await SendUntilRejectedAsync(tenant);
        ScimResponse refused = (await oauth.RequestTokenAsync(id, secret)).AssertStatus(429);
        Assert.Equal("temporarily_unavailable", refused.GetText("/error"));
        Assert.True(int.Parse(refused.GetHeader("Retry-After"), CultureInfo.InvariantCulture) >= 1);
    }

    [Fact]
    public async Task WorkplaceApi_OverTenantRate_Is429AsProblem()
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        WorkplaceClient workplace = await tenant.CreateWorkplaceClientAsync();
        await SetLowRateAsync(tenant);
        await SendUntilRejectedAsync(tenant);
        ScimResponse refused = (await workplace.GetAsync("/credential")).AssertStatus(429);
        Assert.Equal("application/problem+json", refused.GetHeader("Content-Type"));
        Assert.Contains("requests per second", refused.GetText("/detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(100_001)]
    public async Task Setting_OutOfItsRange_Is400AndNamesTheRange(int rate)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        ScimResponse refused = (
            await server.Operator.SendRequestAsync(
                "PATCH",
                $"/tenants/{tenant.Id}/settings",
                new { rateLimit = new { requestsPerSecond = rate } }
            )
        ).AssertStatus(400);
        Assert.Contains("between 1 and 100000", refused.GetText("/detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    public async Task Setting_AtRangeLimits_IsAccepted(int rate)
    {
        TestTenant tenant = await server.Operator.CreateTenantAsync();
        await server.Operator.ChangeSettingsAsync(tenant.Id, new { rateLimit = new { requestsPerSecond = rate } });
        Assert.Equal(
            rate,
            (await server.Operator.GetAsync($"/tenants/{tenant.Id}/settings"))
                .AssertStatus(200)
                .GetInt32("/rateLimit/requestsPerSecond")
        );
    }

    // One request a second, so that the limit is reached soon and stays reached for the duration of a test.
    private Task SetLowRateAsync(TestTenant tenant) =>
        server.Operator.ChangeSettingsAsync(tenant.Id, new { rateLimit = new { requestsPerSecond = 1 } });

    private static async Task<ScimResponse> SendUntilRejectedAsync(TestTenant tenant)
    {
        for (int i = 0; i < 500; i++)
        {
            ScimResponse response = (await tenant.Scim.GetAsync("/ServiceProviderConfig")).AssertStatus(200, 429);
            if (response.Status == 429)
                return response;
        }

        throw FailException.ForFailure("none of 500 requests was rejected");
    }
}
