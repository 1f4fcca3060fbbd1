using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Scim.GrainInterfaces.Sessions;
using Scim.Grains.Hosting;
using Scim.Grains.Sessions;

namespace Scim.Grains.Tests.Sessions;

public sealed class LocalSessionsTests : ISiloStanding
{
    private readonly FakeTimeProvider _clock = new();
    private readonly byte[] _digest = RandomNumberGenerator.GetBytes(32);
    private readonly LocalSessions _sessions;

    public LocalSessionsTests() => _sessions = new LocalSessions(_clock, [this]);

    public bool Holds { get; private set; } = true;

    [Fact]
    public void Find_OfAnotherTenantOrToken_FindsNothing()
    {
        Publish(TimeSpan.FromHours(1));
        Assert.NotNull(_sessions.Find("acme", 1, _digest));
        Assert.Null(_sessions.Find("other", 1, _digest));
        _digest[^1] ^= 1;
        Assert.Null(_sessions.Find("acme", 1, _digest));
    }

    [Theory]
    [InlineData(3600, 5)]
    [InlineData(2, 2)]
    public void Find_WhenItsLifeIsOver_FindsNothing(int alive, int found)
    {
        Publish(TimeSpan.FromSeconds(alive));
        _clock.Advance(TimeSpan.FromSeconds(found) - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(_sessions.Find("acme", 1, _digest));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(_sessions.Find("acme", 1, _digest));
    }

    [Fact]
    public void Find_WhileTheSiloMayHaveBeenGivenUp_FindsNothing()
    {
        Publish(TimeSpan.FromHours(1));
        Holds = false;
        Assert.Null(_sessions.Find("acme", 1, _digest));
    }

    [Fact]
    public void Find_UnderOtherSettingsOfTheTenant_FindsNothing()
    {
        Publish(TimeSpan.FromHours(1));
        Assert.Null(_sessions.Find("acme", 2, _digest));
    }

    [Fact]
    public void Find_OfASession_IsItsUse()
    {
        Publish(TimeSpan.FromHours(1));
        _clock.Advance(TimeSpan.FromSeconds(3));
        _sessions.Find("acme", 1, _digest);
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Null(_sessions.Find("acme", 1, _digest));
        Assert.Equal(_clock.GetUtcNow() - TimeSpan.FromSeconds(9), _sessions.LastUse(_digest));
    }

    [Fact]
    public void Withdraw_TakesItBack()
    {
        Publish(TimeSpan.FromHours(1));
        _sessions.Withdraw(_digest);
        Assert.Null(_sessions.Find("acme", 1, _digest));
    }

    private void Publish(TimeSpan alive) => _sessions.Publish(
        "acme", 1, _digest, new SessionInfo { Id = "s", UserId = "u", StartedAt = _clock.GetUtcNow(), ExpiresAt = _clock.GetUtcNow() + alive, LastUsedAt = _clock.GetUtcNow() }, alive);
}
