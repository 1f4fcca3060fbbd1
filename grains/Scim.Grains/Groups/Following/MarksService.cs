using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Scim.Grains.Storage;

namespace Scim.Grains.Groups.Following;

/// <summary>Keeps the promises between this silo and the others alive, and takes what they tell. See <see cref="IMarksService"/>.</summary>
internal sealed class MarksService(
    GrainId id, Silo silo, ILoggerFactory loggers, MembershipMarks marks, MarksFollowing following, MarksFollowers followers, IMarksClient client, IStorageShape storage,
    IClusterMembershipService cluster, ILocalSiloDetails self, TimeProvider time)
    : GrainService(id, silo, loggers), IMarksService
{
    private readonly ILogger _logger = loggers.CreateLogger<MarksFollowing>();

    /// <inheritdoc/>
    public async Task<long> Follow(SiloAddress follower, long membershipVersion)
    {
        await cluster.Refresh(new MembershipVersion(membershipVersion));
        Learn(cluster.CurrentSnapshot);
        return followers.Promise(follower);
    }

    /// <inheritdoc/>
    public Task Raise(int[] counters)
    {
        marks.Raise(counters);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task StartInBackground()
    {
        // Nobody else writes to a database that is not shared.
        if (!storage.IsShared) return;
        await Task.WhenAll(Watch(StoppedCancellationTokenSource.Token), Renew(StoppedCancellationTokenSource.Token));
    }

    private async Task Watch(CancellationToken stopped)
    {
        try
        {
            await foreach (ClusterMembershipSnapshot snapshot in cluster.MembershipUpdates.WithCancellation(stopped))
                await Task.WhenAll(Learn(snapshot).Select(Ask));
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task Renew(CancellationToken stopped)
    {
        using var timer = new PeriodicTimer(MarksFollowing.Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopped)) await Task.WhenAll(OtherSilos.In(cluster.CurrentSnapshot, self.SiloAddress).Select(Ask));
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    // Not before this silo is a member itself: everybody who became one before is in the snapshot then, and whoever does later asks this one.
    private IReadOnlyCollection<SiloAddress> Learn(ClusterMembershipSnapshot snapshot)
    {
        if (!OtherSilos.Serves(snapshot, self.SiloAddress)) return [];
        IReadOnlyCollection<SiloAddress> others = OtherSilos.In(snapshot, self.SiloAddress);
        followers.Learn(others);
        return following.Learn(others);
    }

    private async Task Ask(SiloAddress other)
    {
        long asked = time.GetTimestamp();
        try
        {
            long missed = await client.At(other).Follow(self.SiloAddress, cluster.CurrentSnapshot.Version.Value);
            followers.KnownTo(other);
            following.Promised(other, asked, missed);
        }
        catch (Exception e)
        {
            Log.NotPromised(_logger, other.ToString(), e.GetType().Name);
        }
    }
}
