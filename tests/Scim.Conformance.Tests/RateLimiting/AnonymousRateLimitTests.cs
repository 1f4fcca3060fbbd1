namespace Scim.Conformance.Tests.RateLimiting;

/// <summary>Who tries tokens is slowed down; who has one is served, from the same address too.</summary>
public sealed class AnonymousRateLimitTests
{
    [Fact]
    public async Task WrongTokens_OverTheLimit_Are429WhileTheRightOneIsServed()
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
