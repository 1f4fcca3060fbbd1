using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Scim.Gateway.Limits;

namespace Scim.Gateway.Tests.Limits;

/// <summary>Failures are counted by address, and only failures.</summary>
public sealed class StrangerLimitsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StrangerLimits _limits;

    public StrangerLimitsTests() => _limits = new StrangerLimits(
        Options.Create(new GatewayOptions { RateLimit = new RateLimitOptions { FailuresPerSecond = 1, FailureBurst = 3 } }), _time);

    public void Dispose() => _limits.Dispose();

    [Fact]
    public void Failed_MoreOftenThanTheBurst_IsRefusedUntilTimeHasPassed()
    {
        for (int i = 0; i < 3; i++)
        {
            Assert.False(_limits.IsSuspect(From("192.0.2.1")));
            Assert.Null(_limits.Failed(From("192.0.2.1")));
        }

        Assert.True(_limits.IsSuspect(From("192.0.2.1")));
        Assert.Equal(1, _limits.Failed(From("192.0.2.1"))!.Value.RetryAfter);
        Assert.False(_limits.IsSuspect(From("192.0.2.2")));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_limits.IsSuspect(From("192.0.2.1")));
        Assert.Null(_limits.Failed(From("192.0.2.1")));
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void Failed_OfTwoAddresses_CountsForOneWhereTheyBelongToOne(string one, string other, bool same)
    {
        for (int i = 0; i < 3; i++) _limits.Failed(From(one));
        Assert.Equal(same, _limits.IsSuspect(From(other)));
    }

    [Fact]
    public void Failed_OfEndlessAddresses_KeepsMemoryBoundedAndForgets()
    {
        for (uint i = 0; i < StrangerLimits.MaxAddresses + 1000; i++) _limits.Failed(new AddressKey(System.Net.Sockets.AddressFamily.InterNetwork, i));
        Assert.Equal(StrangerLimits.MaxAddresses, _limits.Count);
        Assert.True(_limits.IsSuspect(From("203.0.113.7")));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(0, _limits.Count);
        Assert.False(_limits.IsSuspect(From("203.0.113.7")));
    }

    private static DefaultHttpContext From(string address) => new() { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
}
