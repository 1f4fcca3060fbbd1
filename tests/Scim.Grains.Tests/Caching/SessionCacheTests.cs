using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Scim.GrainInterfaces.Sessions;
using Scim.Grains.Caching;

namespace Scim.Grains.Tests.Caching;

public sealed class SessionCacheTests : ISiloLiveness
{
    private readonly FakeTimeProvider _clock = new();
    private readonly byte[] _digest = RandomNumberGenerator.GetBytes(32);
    private readonly SessionCache _sessions;

    public SessionCacheTests() => _sessions = new SessionCache(_clock, [this]);

    public bool CanServe { get; private set; } = true;

    [Fact]
    public void Find_OfAnotherTenantOrToken_FindsNothing()
    {
        PublishSession(TimeSpan.FromHours(1));
        Assert.NotNull(_sessions.FindSession("acme", 1, _digest));
        Assert.Null(_sessions.FindSession("other", 1, _digest));
        _digest[^1] ^= 1;
        Assert.Null(_sessions.FindSession("acme", 1, _digest));
    }

    [Theory]
    [InlineData(3600, 5)]
    [InlineData(2, 2)]
    public void Find_WhenExpired_FindsNothing(int alive, int found)
    {
        PublishSession(TimeSpan.FromSeconds(alive));
        _clock.Advance(TimeSpan.FromSeconds(found) - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(_sessions.FindSession("acme", 1, _digest));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(_sessions.FindSession("acme", 1, _digest));
    }

    [Fact]
    public void Find_WhenSiloCannotServe_FindsNothing()
    {
        PublishSession(TimeSpan.FromHours(1));
        CanServe = false;
        Assert.Null(_sessions.FindSession("acme", 1, _digest));
    }

    [Fact]
    public void Find_UnderOtherSettingsOfTheTenant_FindsNothing()
    {
        PublishSession(TimeSpan.FromHours(1));
        Assert.Null(_sessions.FindSession("acme", 2, _digest));
    }

    [Fact]
    public void Find_OfSession_CountsAsUse()
    {
        PublishSession(TimeSpan.FromHours(1));
        _clock.Advance(TimeSpan.FromSeconds(3));
        _sessions.FindSession("acme", 1, _digest);
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Null(_sessions.FindSession("acme", 1, _digest));
        Assert.Equal(_clock.GetUtcNow() - TimeSpan.FromSeconds(9), _sessions.GetLastUse(_digest));
    }

    [Fact]
    public void RemoveSession_OfSession_RemovesIt()
    {
        PublishSession(TimeSpan.FromHours(1));
        _sessions.RemoveSession(_digest);
        Assert.Null(_sessions.FindSession("acme", 1, _digest));
    }

    private void PublishSession(TimeSpan alive) =>
        _sessions.AddSession(
            "acme",
            1,
            _digest,
            new SessionInfo
            {
                Id = "s",
                UserId = "u",
                StartedAt = _clock.GetUtcNow(),
                ExpiresAt = _clock.GetUtcNow() + alive,
                LastUsedAt = _clock.GetUtcNow(),
            },
            alive
        );
}
