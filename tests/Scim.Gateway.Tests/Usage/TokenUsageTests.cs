using Scim.Gateway.Usage;

namespace Scim.Gateway.Tests.Usage;

/// <summary>The last use of tokens, gathered.</summary>
public sealed class TokenUsageTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Take_AfterUses_HasTheLastOfEachTokenToTheMinuteByTenant()
    {
        var usage = new TokenUsage();
        usage.Record("acme", "a1", Noon.AddSeconds(5));
        usage.Record("acme", "a1", Noon.AddSeconds(119));
        usage.Record("acme", "a2", Noon);
        usage.Record("beta", "b1", Noon);
        Dictionary<string, Dictionary<string, DateTimeOffset>> taken = usage.Take();
        Assert.Equal(["acme", "beta"], taken.Keys.Order());
        Assert.Equal(Noon.AddMinutes(1), taken["acme"]["a1"]);
        Assert.Equal(Noon, taken["acme"]["a2"]);
        Assert.Equal(Noon, taken["beta"]["b1"]);
    }

    [Fact]
    public void Take_WithoutNewUses_IsEmpty()
    {
        var usage = new TokenUsage();
        Assert.Empty(usage.Take());
        usage.Record("acme", "a1", Noon);
        Assert.Single(usage.Take());
        Assert.Empty(usage.Take());
        usage.Record("acme", "a1", Noon.AddMinutes(2));
        Assert.Equal(Noon.AddMinutes(2), usage.Take()["acme"]["a1"]);
    }
}
