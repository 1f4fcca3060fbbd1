using System.Net;
using Microsoft.Extensions.Time.Testing;
using Scim.GrainInterfaces;
using Scim.Grains.Caching;
using Scim.Grains.Caching.Invalidation;
using Scim.Grains.Storage;

namespace Scim.Grains.Tests.Caching.Invalidation;

public sealed class InvalidationSubscriptionTests
{
    private static readonly SiloAddress FirstSilo = CreateSilo(1),
        SecondSilo = CreateSilo(2);
    private static readonly ResourceKey UserKey = new("acme", "ada");
    private readonly FakeTimeProvider _clock = new();
    private readonly MembershipVersions _versions;
    private readonly InvalidationSubscription _subscription;

    public InvalidationSubscriptionTests()
    {
        _versions = new MembershipVersions(new SharedStorageCapabilities(), _clock);
        _subscription = new InvalidationSubscription(_versions, _clock);
    }

    [Fact]
    public void IsCoherent_BeforeClusterIsKnown_IsFalse()
    {
        Assert.False(_versions.IsCoherent);
        Assert.Empty(_subscription.UpdatePeers([]));
        Assert.True(_versions.IsCoherent);
    }

    [Fact]
    public void IsCoherent_WithPeers_RequiresLeaseFromEach()
    {
        Assert.Equal([FirstSilo, SecondSilo], _subscription.UpdatePeers([FirstSilo, SecondSilo]));
        ExtendLease(FirstSilo);
        Assert.False(_versions.IsCoherent);
        ExtendLease(SecondSilo);
        Assert.True(_versions.IsCoherent);
        Assert.Empty(_subscription.UpdatePeers([FirstSilo, SecondSilo]));

        _clock.Advance(InvalidationSubscription.LeaseDuration - TimeSpan.FromMilliseconds(1));
        ExtendLease(SecondSilo);
        Assert.True(_versions.IsCoherent);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_versions.IsCoherent);
    }

    [Fact]
    public void ExtendLease_OfPeer_CountsFromTheRequestTime()
    {
        _subscription.UpdatePeers([FirstSilo]);
        long requestedAt = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromSeconds(2));
        _subscription.RecordLease(FirstSilo, requestedAt, 0);
        Assert.True(_versions.IsCoherent);
        _clock.Advance(InvalidationSubscription.LeaseDuration - TimeSpan.FromSeconds(2));
        Assert.False(_versions.IsCoherent);
    }

    [Fact]
    public void Newcomer_BeforeItsLease_BreaksCoherence()
    {
        _subscription.UpdatePeers([FirstSilo]);
        ExtendLease(FirstSilo);
        Assert.Equal([SecondSilo], _subscription.UpdatePeers([FirstSilo, SecondSilo]));
        Assert.False(_versions.IsCoherent);
        ExtendLease(SecondSilo);
        Assert.True(_versions.IsCoherent);
    }

    [Fact]
    public void Renewal_InTimeWithNothingMissed_KeepsVersions()
    {
        _subscription.UpdatePeers([FirstSilo]);
        ExtendLease(FirstSilo);
        MembershipVersionStamp before = _versions.GetStamp(UserKey);
        _clock.Advance(TimeSpan.FromSeconds(2));
        ExtendLease(FirstSilo);
        Assert.Equal(before, _versions.GetStamp(UserKey));
    }

    [Theory]
    [InlineData("lapsed")]
    [InlineData("missed")]
    [InlineData("removed")]
    public void Invalidations_PossiblyMissed_ChangeEveryVersion(string how)
    {
        _subscription.UpdatePeers([FirstSilo]);
        ExtendLease(FirstSilo);
        MembershipVersionStamp before = _versions.GetStamp(UserKey);
        switch (how)
        {
            case "lapsed":
                _clock.Advance(InvalidationSubscription.LeaseDuration + TimeSpan.FromMilliseconds(1));
                ExtendLease(FirstSilo);
                break;
            case "missed":
                ExtendLease(FirstSilo, missed: 1);
                break;
            default:
                _subscription.UpdatePeers([]);
                break;
        }

        Assert.True(_versions.IsCoherent);
        Assert.NotEqual(before, _versions.GetStamp(UserKey));
    }

    [Fact]
    public void ExtendLease_OfSiloOutsideTheCluster_IsIgnored()
    {
        _subscription.UpdatePeers([FirstSilo]);
        ExtendLease(SecondSilo);
        Assert.False(_versions.IsCoherent);
    }

    private void ExtendLease(SiloAddress silo, long missed = 0) =>
        _subscription.RecordLease(silo, _clock.GetTimestamp(), missed);

    private static SiloAddress CreateSilo(int n) => SiloAddress.New(IPAddress.Loopback, 11111, n);

    private sealed class SharedStorageCapabilities : IStorageCapabilities
    {
        public bool IsShared => true;
    }
}
