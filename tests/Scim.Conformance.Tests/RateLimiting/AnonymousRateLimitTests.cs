namespace Scim.Conformance.Tests.RateLimiting;

/// <summary>
/// Clients that try invalid tokens are throttled; clients with a valid token are served, also from the same address.
/// </summary>
public sealed class AnonymousRateLimitTests
{
    [Fact]
    public async Task WrongTokens_OverLimit_Are429WhileValidTokenIsServed()
    {
        await using ScimServer server = await ScimServer.StartAsync(
            new ServerSettings
            {
                Environment = new Dictionary<string, string>
                {
                    ["Scim__RateLimit__FailureBurst"] = "5",
                    ["Scim__RateLimit__FailuresPerSecond"] = "1",
                },
            }
        );
        ScimClient guesser = server.DemoClient.WithToken("scim_guess");
        List<int> answers = [];
        for (int i = 0; i < 30; i++)
            answers.Add((await guesser.GetAsync("/Users")).Status);
        Assert.Equal(401, answers[0]);
        Assert.Contains(429, answers);
        ScimResponse refused = (await guesser.GetAsync("/Users")).AssertStatus(401, 429);
        if (refused.Status == 429)
            Assert.Contains(
                "without a valid credential",
                refused.AssertError(429).GetText("/detail"),
                StringComparison.Ordinal
            );
        (await server.DemoClient.GetAsync("/Users")).AssertStatus(200);
    }
}
