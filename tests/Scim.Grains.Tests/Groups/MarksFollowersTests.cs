using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;
using Scim.Grains.Groups.Following;
using Scim.Grains.Tests.Cluster;

namespace Scim.Grains.Tests.Groups;

/// <summary>A change of a membership is not answered while another silo may still show what was before.</summary>
public sealed class MarksFollowersTests
{
    private static readonly SiloAddress Self = Silo(1), Other = Silo(2);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private readonly WatchedClock _clock = new();
    private readonly Membership _cluster = new();
    private readonly Silos _silos = new();
    private readonly MarksFollowers _followers;

    public MarksFollowersTests() => _followers = new MarksFollowers(_silos, _cluster, new Here(), _clock, NullLogger<MarksFollowers>.Instance);

    [Fact]
    public async Task Tell_ASiloThatHearsIt_IsAnsweredAtOnce()
    {
        _followers.KnownTo(Other);
        _followers.Promise(Other);
        await _followers.Tell([7]);
        Assert.Equal([Other], _silos.Told);
        Assert.Equal(0, _followers.Promise(Other));
    }

    [Fact]
    public async Task Tell_ASiloThatCannotBeTold_IsAnsweredWhenItsPromiseIsOverAndNotBefore()
    {
        _silos.Answer = false;
        _followers.KnownTo(Other);
        _followers.Promise(Other);

        Task told = _followers.Tell([7]);
        TimeSpan waited = await Until(told);

        // It is asked for at the other silo's clock before it is given here, so what that one remembers is worth nothing by then.
        Assert.Equal(MarksFollowing.Duration + Step, waited);
        Assert.Equal([Other], _silos.Told);
    }

    [Fact]
    public async Task Tell_ASiloThatCouldNotBeTold_LearnsFromItsNextPromiseThatItMissedSomething()
    {
        _silos.Answer = false;
        _followers.KnownTo(Other);
        Assert.Equal(0, _followers.Promise(Other));
        Task told = _followers.Tell([7]);

        // Also while the change is still waiting: whoever renews meanwhile must not go on trusting.
        Assert.Equal(1, _followers.Promise(Other));
        await Until(told);
    }

    [Theory]
    [InlineData(SiloStatus.Dead)]
    [InlineData(SiloStatus.None)]
    public async Task Tell_ASiloThatIsGivenUpMeanwhile_IsAnsweredThen(SiloStatus status)
    {
        _silos.Answer = false;
        _followers.KnownTo(Other);
        _followers.Promise(Other);
        Task told = _followers.Tell([7]);
        Assert.True(await _clock.IsWaitedFor(told));
        _cluster.Set(status);
        Assert.Equal(Step, await Until(told));
    }

    [Fact]
    public async Task Tell_ASiloWhosePromiseIsOver_IsNotTold()
    {
        _followers.KnownTo(Other);
        _followers.Promise(Other);
        _clock.Advance(MarksFollowing.Duration + Step);
        await _followers.Tell([7]);
        Assert.Empty(_silos.Told);
    }

    [Fact]
    public async Task Tell_ASiloThatMayTrustWithoutAPromise_IsToldAgainUntilItHears()
    {
        // It has not heard of this silo yet, so it asks it for no promise.
        _silos.Answer = false;
        Task told = _followers.Tell([7]);
        for (int i = 0; i < 40; i++) await Pass(told);
        _silos.Answer = true;
        await Until(told);
        Assert.Equal(42, _silos.Told.Count);
    }

    [Fact]
    public async Task Tell_ASiloThatCannotBeToldNorGivenUp_FailsBeforeTheCallerGivesUp()
    {
        _silos.Answer = false;
        Task told = _followers.Tell([7]);
        for (int i = 0; i < 150; i++) await Pass(told);
        await Pass(told);
        await Assert.ThrowsAsync<TimeoutException>(() => told);
    }

    [Fact]
    public async Task Tell_WhereNothingChanged_TellsNobody()
    {
        _silos.Answer = false;
        await _followers.Tell([]);
        Assert.Empty(_silos.Told);
    }

    // Lets time pass until it is answered, in the steps in which it looks.
    private async Task<TimeSpan> Until(Task told)
    {
        long began = _clock.GetTimestamp();
        while (await _clock.IsWaitedFor(told)) await Pass(told);
        await told;
        return _clock.GetElapsedTime(began);
    }

    private Task Pass(Task told) => _clock.Pass(Step, told);

    private static SiloAddress Silo(int n) => SiloAddress.New(IPAddress.Loopback, 11110 + n, n);

    private sealed class Silos : IMarksClient, IMarksService
    {
        private SiloAddress? _asked;

        public bool Answer { get; set; } = true;

        public ConcurrentQueue<SiloAddress> Told { get; } = [];

        public IMarksService At(SiloAddress silo)
        {
            _asked = silo;
            return this;
        }

        public Task Raise(int[] counters)
        {
            Told.Enqueue(_asked!);
            return Answer ? Task.CompletedTask : Task.FromException(new TimeoutException());
        }

        public Task<long> Follow(SiloAddress follower, long membershipVersion) => throw new NotSupportedException();
    }

    private sealed class Membership : IClusterMembershipService
    {
        private long _version = 1;

        public Membership() => Set(SiloStatus.Active);

        public ClusterMembershipSnapshot CurrentSnapshot { get; private set; } = null!;

        public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => throw new NotSupportedException();

        /// <summary>What has become of the other silo; None: it is in the cluster no more.</summary>
        public void Set(SiloStatus other)
        {
            ImmutableDictionary<SiloAddress, ClusterMember> members = ImmutableDictionary<SiloAddress, ClusterMember>.Empty
                .Add(Self, new ClusterMember(Self, SiloStatus.Active, "self"));
            if (other != SiloStatus.None) members = members.Add(Other, new ClusterMember(Other, other, "other"));
            CurrentSnapshot = new ClusterMembershipSnapshot(members, new MembershipVersion(_version++));
        }

        public ValueTask Refresh(MembershipVersion minimumVersion = default, CancellationToken cancellationToken = default) => default;

        public Task<bool> TryKill(SiloAddress siloAddress) => throw new NotSupportedException();
    }

    private sealed class Here : ILocalSiloDetails
    {
        public string Name => "self";

        public string ClusterId => "tests";

        public string DnsHostName => "localhost";

        public SiloAddress SiloAddress => Self;

        public SiloAddress GatewayAddress => Self;
    }
}
