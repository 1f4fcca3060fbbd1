using Microsoft.Extensions.Logging;

namespace Scim.Grains.Caching.Invalidation;

/// <summary>
/// Notifies other silos of the membership changes that this silo commits, and keeps the leases that it has granted
/// them. The counterpart of <see cref="InvalidationSubscription"/>. Thread-safe.
/// </summary>
/// <remarks>
/// If a silo cannot be notified, the publisher waits until the silo has left the cluster or its lease has expired,
/// after which it no longer serves cached data. Its next lease reports that it missed a change.
/// </remarks>
internal sealed class InvalidationPublisher(
    IMembershipInvalidationClient client,
    IClusterMembershipService cluster,
    ILocalSiloDetails self,
    TimeProvider time,
    ILogger<InvalidationPublisher> logger
)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    // Shorter than the response timeout of callers.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<SiloAddress, Subscriber> _subscribers = [];

    /// <summary>Grants a silo a lease, during which it is notified of changes.</summary>
    /// <returns>The number of changes that the silo was not notified of.</returns>
    public long GrantLease(SiloAddress silo)
    {
        lock (_lock)
        {
            Subscriber subscriber = GetOrAddSubscriber(silo);
            subscriber.LeaseExpiry = time.GetTimestampAfter(InvalidationSubscription.LeaseDuration);
            return subscriber.MissedCount;
        }
    }

    /// <summary>
    /// Records that a silo has this silo in its view of the cluster. From then on it serves cached data only while it
    /// holds a lease from this silo.
    /// </summary>
    public void ConfirmMembership(SiloAddress silo)
    {
        lock (_lock)
            GetOrAddSubscriber(silo).HasConfirmedMembership = true;
    }

    /// <summary>Removes silos that have left the cluster.</summary>
    public void RemoveDepartedSilos(IReadOnlyCollection<SiloAddress> others)
    {
        lock (_lock)
        {
            foreach (SiloAddress departed in _subscribers.Keys.Except(others).ToArray())
                _subscribers.Remove(departed);
        }
    }

    /// <summary>
    /// Notifies all silos that may have cached data. Call it after the change is committed and before the reply is
    /// sent.
    /// </summary>
    /// <exception cref="TimeoutException">
    /// A silo could not be notified and is still a member of the cluster.
    /// </exception>
    public Task PublishInvalidationAsync(int[] counters)
    {
        ClusterMembershipSnapshot snapshot = cluster.CurrentSnapshot;
        if (counters.Length == 0 || ClusterPeers.IsSoleMember(snapshot, self.SiloAddress))
            return Task.CompletedTask;
        SiloAddress[] silos;
        lock (_lock)
        {
            long now = time.GetTimestamp();
            silos =
            [
                .. ClusterPeers
                    .GetPeers(snapshot, self.SiloAddress)
                    .Where(s => !GetOrAddSubscriber(s).HasConfirmedMembership)
                    .Union(_subscribers.Where(f => f.Value.LeaseExpiry >= now).Select(f => f.Key)),
            ];
        }

        return Task.WhenAll(silos.Select(s => NotifySiloAsync(s, counters)));
    }

    private async Task NotifySiloAsync(SiloAddress silo, int[] counters)
    {
        if (await TryNotifySiloAsync(silo, counters))
            return;
        Subscriber subscriber;
        long until;
        lock (_lock)
        {
            subscriber = GetOrAddSubscriber(silo);
            subscriber.MissedCount++;
            until = subscriber.LeaseExpiry;
        }

        long startedAt = time.GetTimestamp();
        while (
            ClusterPeers.IsServing(cluster.CurrentSnapshot, silo)
            && !(Volatile.Read(ref subscriber.HasConfirmedMembership) && time.GetTimestamp() > until)
        )
        {
            if (time.GetElapsedTime(startedAt) > MaxWait)
                throw new TimeoutException(
                    "Another silo could not be notified of a membership change and is still a member of the cluster."
                );
            await Task.Delay(RetryDelay, time);
            if (!Volatile.Read(ref subscriber.HasConfirmedMembership) && await TryNotifySiloAsync(silo, counters))
                return;
        }
    }

    private async Task<bool> TryNotifySiloAsync(SiloAddress silo, int[] counters)
    {
        try
        {
            await client.GetService(silo).Invalidate(counters);
            return true;
        }
        catch (Exception e)
        {
            Log.SiloNotificationFailed(logger, silo.ToString(), e.GetType().Name);
            return false;
        }
    }

    private Subscriber GetOrAddSubscriber(SiloAddress silo)
    {
        if (!_subscribers.TryGetValue(silo, out Subscriber? subscriber))
            _subscribers[silo] = subscriber = new Subscriber();
        return subscriber;
    }

    private sealed class Subscriber
    {
        public bool HasConfirmedMembership;
        public long LeaseExpiry = long.MinValue;
        public long MissedCount;
    }
}
