using Scim.Gateway.Usage;

namespace Scim.Gateway.Tests.Usage;

/// <summary>Tests that the last use of tokens is collected.</summary>
public sealed class TokenUsageTrackerTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void TakeChanges_AfterUses_HasLastMinuteOfEachTokenByTenant()
    {
        var usage = new TokenUsageTracker();
        usage.RecordUse("acme", "a1", Noon.AddSeconds(5));
        usage.RecordUse("acme", "a1", Noon.AddSeconds(119));
        usage.RecordUse("acme", "a2", Noon);
        usage.RecordUse("beta", "b1", Noon);
        Dictionary<string, Dictionary<string, DateTimeOffset>> taken = usage.TakeChanges();
        Assert.Equal(["acme", "beta"], taken.Keys.Order());
        Assert.Equal(Noon.AddMinutes(1), taken["acme"]["a1"]);
        Assert.Equal(Noon, taken["acme"]["a2"]);
        Assert.Equal(Noon, taken["beta"]["b1"]);
    }

    [Fact]
    public void TakeChanges_WithoutNewUses_IsEmpty()
    {
        var usage = new TokenUsageTracker();
        Assert.Empty(usage.TakeChanges());
        usage.RecordUse("acme", "a1", Noon);
        Assert.Single(usage.TakeChanges());
        Assert.Empty(usage.TakeChanges());
        usage.RecordUse("acme", "a1", Noon.AddMinutes(2));
        Assert.Equal(Noon.AddMinutes(2), usage.TakeChanges()["acme"]["a1"]);
    }
}
