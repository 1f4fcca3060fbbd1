using Microsoft.Extensions.Logging;
using Scim.Grains.Storage;

namespace Scim.Grains.Caching.Invalidation;

/// <summary>
/// Renews the leases between this silo and the others, and receives their invalidations. See
/// <see cref="IMembershipInvalidationService"/>.
/// </summary>
internal sealed class MembershipInvalidationService(
    GrainId id,
    Silo silo,
    ILoggerFactory loggers,
    MembershipVersions versions,
    InvalidationSubscription subscription,
    InvalidationPublisher publisher,
    IMembershipInvalidationClient client,
    IStorageCapabilities storage,
    IClusterMembershipService cluster,
    ILocalSiloDetails self,
    TimeProvider time
) : GrainService(id, silo, loggers), IMembershipInvalidationService
{
    private readonly ILogger _logger = loggers.CreateLogger<InvalidationSubscription>();

    /// <inheritdoc/>
    public async Task<long> Subscribe(SiloAddress subscriber, long membershipVersion)
    {
        await cluster.Refresh(new MembershipVersion(membershipVersion));
        UpdatePeers(cluster.CurrentSnapshot);
        return publisher.GrantLease(subscriber);
    }

    /// <inheritdoc/>
    public Task Invalidate(int[] counters)
    {
        versions.Invalidate(counters);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task StartInBackground()
    {
        // If the database is not shared, no other silo can write to it.
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
            await foreach (ClusterMembershipSnapshot snapshot in cluster.MembershipUpdates.WithCancellation(stopped))
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
                    ClusterPeers.GetPeers(cluster.CurrentSnapshot, self.SiloAddress).Select(RequestLeaseAsync)
                );
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    // Wait until this silo is a member: the snapshot then contains all silos that joined earlier, and silos that join
    // later send a request to this one.
    private IReadOnlyCollection<SiloAddress> UpdatePeers(ClusterMembershipSnapshot snapshot)
    {
        if (!ClusterPeers.IsServing(snapshot, self.SiloAddress))
            return [];
        IReadOnlyCollection<SiloAddress> others = ClusterPeers.GetPeers(snapshot, self.SiloAddress);
        publisher.RemoveDepartedSilos(others);
        return subscription.UpdatePeers(others);
    }

    private async Task RequestLeaseAsync(SiloAddress other)
    {
        long requestedAt = time.GetTimestamp();
        try
        {
            long missedCount = await client
                .GetService(other)
                .Subscribe(self.SiloAddress, cluster.CurrentSnapshot.Version.Value);
            publisher.ConfirmMembership(other);
            subscription.RecordLease(other, requestedAt, missedCount);
        }
        catch (Exception e)
        {
            Log.LeaseRequestFailed(_logger, other.ToString(), e.GetType().Name);
        }
    }
}
