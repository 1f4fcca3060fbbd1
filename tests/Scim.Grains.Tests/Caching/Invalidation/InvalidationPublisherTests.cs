using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Scim.Grains.Caching.Invalidation;
using Scim.Grains.Tests.Cluster;

namespace Scim.Grains.Tests.Caching.Invalidation;

/// <summary>
/// Tests that a membership change is not acknowledged while another silo can still return the old state.
/// </summary>
public sealed class InvalidationPublisherTests
{
    private static readonly SiloAddress LocalSilo = CreateSilo(1),
        OtherSilo = CreateSilo(2);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private readonly WaitTrackingTimeProvider _clock = new();
    private readonly FakeClusterMembership _cluster = new();
    private readonly FakeInvalidationClient _client = new();
    private readonly InvalidationPublisher _publisher;

    public InvalidationPublisherTests() =>
        _publisher = new InvalidationPublisher(
            _client,
            _cluster,
            new FakeLocalSilo(),
            _clock,
            NullLogger<InvalidationPublisher>.Instance
        );

    [Fact]
    public async Task Publish_ToReachableSilo_CompletesImmediately()
    {
        _publisher.ConfirmMembership(OtherSilo);
        _publisher.GrantLease(OtherSilo);
        await _publisher.PublishInvalidationAsync([7]);
        Assert.Equal([OtherSilo], _client.NotifiedSilos);
        Assert.Equal(0, _publisher.GrantLease(OtherSilo));
    }

    [Fact]
    public async Task Publish_ToUnreachableSilo_CompletesWhenItsLeaseExpires()
    {
        _client.IsReachable = false;
        _publisher.ConfirmMembership(OtherSilo);
        _publisher.GrantLease(OtherSilo);

        Task publish = _publisher.PublishInvalidationAsync([7]);
        TimeSpan waited = await AdvanceUntilCompletedAsync(publish);

        // The other silo measures its lease from before the request, so its lease has expired by then.
        Assert.Equal(InvalidationSubscription.LeaseDuration + PollInterval, waited);
        Assert.Equal([OtherSilo], _client.NotifiedSilos);
    }

    [Fact]
    public async Task Publish_ToUnreachableSilo_IsCountedAsMissedByItsNextLease()
    {
        _client.IsReachable = false;
        _publisher.ConfirmMembership(OtherSilo);
        Assert.Equal(0, _publisher.GrantLease(OtherSilo));
        Task publish = _publisher.PublishInvalidationAsync([7]);

        // Counted while the publish is still pending: a silo that renews its lease meanwhile must drop its cache.
        Assert.Equal(1, _publisher.GrantLease(OtherSilo));
        await AdvanceUntilCompletedAsync(publish);
    }

    [Theory]
    [InlineData(SiloStatus.Dead)]
    [InlineData(SiloStatus.None)]
    public async Task Publish_ToSiloDeclaredDeadMeanwhile_CompletesThen(SiloStatus status)
    {
        _client.IsReachable = false;
        _publisher.ConfirmMembership(OtherSilo);
        _publisher.GrantLease(OtherSilo);
        Task publish = _publisher.PublishInvalidationAsync([7]);
        Assert.True(await _clock.IsAwaitedAsync(publish));
        _cluster.SetStatus(status);
        Assert.Equal(PollInterval, await AdvanceUntilCompletedAsync(publish));
    }

    [Fact]
    public async Task Publish_ToSiloWithExpiredLease_SkipsIt()
    {
        _publisher.ConfirmMembership(OtherSilo);
        _publisher.GrantLease(OtherSilo);
        _clock.Advance(InvalidationSubscription.LeaseDuration + PollInterval);
        await _publisher.PublishInvalidationAsync([7]);
        Assert.Empty(_client.NotifiedSilos);
    }

    [Fact]
    public async Task Publish_ToSiloUnawareOfThisOne_RetriesUntilDelivered()
    {
        // The other silo does not know this silo yet, so it requests no lease.
        _client.IsReachable = false;
        Task publish = _publisher.PublishInvalidationAsync([7]);
        for (int i = 0; i < 40; i++)
            await AdvanceStepAsync(publish);
        _client.IsReachable = true;
        await AdvanceUntilCompletedAsync(publish);
        Assert.Equal(42, _client.NotifiedSilos.Count);
    }

    [Fact]
    public async Task Publish_ToUnreachableLiveSilo_FailsBeforeCallerTimeout()
    {
        _client.IsReachable = false;
        Task publish = _publisher.PublishInvalidationAsync([7]);
        for (int i = 0; i < 150; i++)
            await AdvanceStepAsync(publish);
        await AdvanceStepAsync(publish);
        await Assert.ThrowsAsync<TimeoutException>(() => publish);
    }

    [Fact]
    public async Task Publish_WithoutChanges_NotifiesNoSilo()
    {
        _client.IsReachable = false;
        await _publisher.PublishInvalidationAsync([]);
        Assert.Empty(_client.NotifiedSilos);
    }

    // Advances the clock in steps of the poll interval until the publish completes.
    private async Task<TimeSpan> AdvanceUntilCompletedAsync(Task publish)
    {
        long began = _clock.GetTimestamp();
        while (await _clock.IsAwaitedAsync(publish))
            await AdvanceStepAsync(publish);
        await publish;
        return _clock.GetElapsedTime(began);
    }

    private Task AdvanceStepAsync(Task publish) => _clock.AdvanceForAsync(PollInterval, publish);

    private static SiloAddress CreateSilo(int n) => SiloAddress.New(IPAddress.Loopback, 11110 + n, n);

    private sealed class FakeInvalidationClient : IMembershipInvalidationClient, IMembershipInvalidationService
    {
        private SiloAddress? _target;

        public bool IsReachable { get; set; } = true;

        public ConcurrentQueue<SiloAddress> NotifiedSilos { get; } = [];

        public IMembershipInvalidationService GetService(SiloAddress silo)
        {
            _target = silo;
            return this;
        }

        public Task Invalidate(int[] counters)
        {
            NotifiedSilos.Enqueue(_target!);
            return IsReachable ? Task.CompletedTask : Task.FromException(new TimeoutException());
        }

        public Task<long> Subscribe(SiloAddress follower, long membershipVersion) => throw new NotSupportedException();
    }

    private sealed class FakeClusterMembership : IClusterMembershipService
    {
        private long _version = 1;

        public FakeClusterMembership() => SetStatus(SiloStatus.Active);

        public ClusterMembershipSnapshot CurrentSnapshot { get; private set; } = null!;

        public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => throw new NotSupportedException();

        /// <summary>Sets the status of the other silo; <c>None</c> if it has left the cluster.</summary>
        public void SetStatus(SiloStatus other)
        {
            ImmutableDictionary<SiloAddress, ClusterMember> members = ImmutableDictionary<
                SiloAddress,
                ClusterMember
            >.Empty.Add(LocalSilo, new ClusterMember(LocalSilo, SiloStatus.Active, "self"));
            if (other != SiloStatus.None)
                members = members.Add(OtherSilo, new ClusterMember(OtherSilo, other, "other"));
            CurrentSnapshot = new ClusterMembershipSnapshot(members, new MembershipVersion(_version++));
        }

        public ValueTask Refresh(
            MembershipVersion minimumVersion = default,
            CancellationToken cancellationToken = default
        ) => default;

        public Task<bool> TryKill(SiloAddress siloAddress) => throw new NotSupportedException();
    }

    private sealed class FakeLocalSilo : ILocalSiloDetails
    {
        public string Name => "self";

        public string ClusterId => "tests";

        public string DnsHostName => "localhost";

        public SiloAddress SiloAddress => LocalSilo;

        public SiloAddress GatewayAddress => LocalSilo;
    }
}
