using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Scim.Grains.Storage;

namespace Scim.Grains.Caching.Invalidation;

/// <summary>
/// Keeps the promises between this silo and the others alive, and takes what they tell. See
/// <see cref="IMembershipInvalidationService"/>.
/// </summary>
internal sealed class MembershipInvalidationService(
    GrainId id,
    Silo silo,
    ILoggerFactory loggers,
    MembershipVersions marks,
    InvalidationSubscription following,
    InvalidationPublisher followers,
    IMembershipInvalidationClient client,
    IStorageCapabilities storage,
    IClusterMembershipService cluster,
    ILocalSiloDetails self,
    TimeProvider time
) : GrainService(id, silo, loggers), IMembershipInvalidationService
{
    private readonly ILogger _logger = loggers.CreateLogger<InvalidationSubscription>();

    /// <inheritdoc/>
    public async Task<long> Subscribe(SiloAddress follower, long membershipVersion)
    {
        await cluster.Refresh(new MembershipVersion(membershipVersion));
        UpdatePeers(cluster.CurrentSnapshot);
        return followers.GrantLease(follower);
    }

    /// <inheritdoc/>
    public Task Invalidate(int[] counters)
    {
        marks.Invalidate(counters);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task StartInBackground()
    {
        // Nobody else writes to a database that is not shared.
        if (!storage.IsShared)
            return;
        await Task.WhenAll(
            WatchMembershipAsync(StoppedCancellationTokenSource.Token),
            RenewLeasesAsync(StoppedCancellationTokenSource.Token)
        );
    }

    private async Task WatchMembershipAsync(CancellationToken stopped)
    {
        try
        {
            await foreach (
                ClusterMembershipSnapshot snapshot in cluster.MembershipUpdates.WithCancellation(
                    stopped
                )
            )
                await Task.WhenAll(UpdatePeers(snapshot).Select(RequestLeaseAsync));
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task RenewLeasesAsync(CancellationToken stopped)
    {
        using var timer = new PeriodicTimer(InvalidationSubscription.RenewalInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopped))
                await Task.WhenAll(
                    ClusterPeers
                        .GetPeers(cluster.CurrentSnapshot, self.SiloAddress)
                        .Select(RequestLeaseAsync)
                );
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    // Not before this silo is a member itself: everybody who became one before is in the snapshot then, and whoever
    // does later asks this one.
    private IReadOnlyCollection<SiloAddress> UpdatePeers(ClusterMembershipSnapshot snapshot)
    {
        if (!ClusterPeers.IsServing(snapshot, self.SiloAddress))
            return [];
        IReadOnlyCollection<SiloAddress> others = ClusterPeers.GetPeers(snapshot, self.SiloAddress);
        followers.RemoveDepartedSilos(others);
        return following.UpdatePeers(others);
    }

    private async Task RequestLeaseAsync(SiloAddress other)
    {
        long asked = time.GetTimestamp();
        try
        {
            long missed = await client
                .GetService(other)
                .Subscribe(self.SiloAddress, cluster.CurrentSnapshot.Version.Value);
            followers.ConfirmMembership(other);
            following.RecordLease(other, asked, missed);
        }
        catch (Exception e)
        {
            Log.LeaseRequestFailed(_logger, other.ToString(), e.GetType().Name);
        }
    }
}
