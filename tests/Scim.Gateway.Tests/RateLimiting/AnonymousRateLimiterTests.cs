using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Scim.Gateway.Configuration;
using Scim.Gateway.RateLimiting;

namespace Scim.Gateway.Tests.RateLimiting;

/// <summary>Tests that failed requests, and only those, are counted by client address.</summary>
public sealed class AnonymousRateLimiterTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly AnonymousRateLimiter _limits;

    public AnonymousRateLimiterTests() =>
        _limits = new AnonymousRateLimiter(
            Options.Create(
                new GatewayOptions
                {
                    RateLimit = new RateLimitOptions { FailuresPerSecond = 1, FailureBurst = 3 },
                }
            ),
            _time
        );

    public void Dispose() => _limits.Dispose();

    [Fact]
    public void RecordFailure_MoreThanTheBurst_IsRejectedUntilRefilled()
    {
        for (int i = 0; i < 3; i++)
        {
            Assert.False(_limits.IsSuspect(CreateContext("192.0.2.1")));
            Assert.Null(_limits.RecordFailure(CreateContext("192.0.2.1")));
        }

        Assert.True(_limits.IsSuspect(CreateContext("192.0.2.1")));
        Assert.Equal(1, _limits.RecordFailure(CreateContext("192.0.2.1"))!.Value.RetryAfter);
        Assert.False(_limits.IsSuspect(CreateContext("192.0.2.2")));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_limits.IsSuspect(CreateContext("192.0.2.1")));
        Assert.Null(_limits.RecordFailure(CreateContext("192.0.2.1")));
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void RecordFailure_OfTwoAddressesInOneNetwork_CountsAsOne(string one, string other, bool same)
    {
        for (int i = 0; i < 3; i++)
            _limits.RecordFailure(CreateContext(one));
        Assert.Equal(same, _limits.IsSuspect(CreateContext(other)));
    }

    [Fact]
    public void RecordFailure_OfManyAddresses_BoundsMemoryByEviction()
    {
        for (uint i = 0; i < AnonymousRateLimiter.MaxAddresses + 1000; i++)
            _limits.RecordFailure(new AddressKey(System.Net.Sockets.AddressFamily.InterNetwork, i));
        Assert.Equal(AnonymousRateLimiter.MaxAddresses, _limits.Count);
        Assert.True(_limits.IsSuspect(CreateContext("203.0.113.7")));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(0, _limits.Count);
        Assert.False(_limits.IsSuspect(CreateContext("203.0.113.7")));
    }

    private static DefaultHttpContext CreateContext(string address) =>
        new() { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
}
