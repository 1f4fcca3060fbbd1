using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Scim.Grains.Hosting;

namespace Scim.Grains.Caching.Invalidation;

/// <summary>
/// The silos that this one promised to tell of changes of memberships (<see cref="InvalidationSubscription"/> is the
/// other end). One that cannot be told is waited for, until the promise is over and what it remembers worth nothing, or
/// it is gone; the next promise tells it that it missed something. Thread-safe.
/// </summary>
internal sealed class InvalidationPublisher(
    IMembershipInvalidationClient client,
    IClusterMembershipService cluster,
    ILocalSiloDetails self,
    TimeProvider time,
    ILogger<InvalidationPublisher> logger
)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    // Less than callers wait for an answer.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<SiloAddress, Subscriber> _subscribers = [];

    /// <summary>Promises a silo to tell it of changes from now on.</summary>
    /// <returns>How many it was not told of.</returns>
    public long GrantLease(SiloAddress silo)
    {
        lock (_lock)
        {
            Subscriber follower = GetOrAddSubscriber(silo);
            follower.LeaseExpiry = time.GetTimestampAfter(InvalidationSubscription.LeaseDuration);
            return follower.MissedCount;
        }
    }

    /// <summary>
    /// A silo has this one in its view of the cluster: from now on it trusts what it remembers only with this one's
    /// promise.
    /// </summary>
    public void ConfirmMembership(SiloAddress silo)
    {
        lock (_lock)
            GetOrAddSubscriber(silo).HasConfirmedMembership = true;
    }

    /// <summary>Forgets silos that are not in the cluster any more.</summary>
    public void RemoveDepartedSilos(IReadOnlyCollection<SiloAddress> others)
    {
        lock (_lock)
        {
            foreach (SiloAddress gone in _subscribers.Keys.Except(others).ToArray())
                _subscribers.Remove(gone);
        }
    }

    /// <summary>Tells whoever must know; to be called when the change is committed and before it is answered.</summary>
    /// <exception cref="TimeoutException">A silo could not be told and is not given up either.</exception>
    public Task PublishInvalidationAsync(int[] counters)
    {
        ClusterMembershipSnapshot present = cluster.CurrentSnapshot;
        if (counters.Length == 0 || ClusterPeers.IsSoleMember(present, self.SiloAddress))
            return Task.CompletedTask;
        SiloAddress[] silos;
        lock (_lock)
        {
            long now = time.GetTimestamp();
            silos =
            [
                .. ClusterPeers
                    .GetPeers(present, self.SiloAddress)
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
        Subscriber follower;
        long until;
        lock (_lock)
        {
            follower = GetOrAddSubscriber(silo);
            follower.MissedCount++;
            until = follower.LeaseExpiry;
        }

        long began = time.GetTimestamp();
        while (
            ClusterPeers.IsServing(cluster.CurrentSnapshot, silo)
            && !(Volatile.Read(ref follower.HasConfirmedMembership) && time.GetTimestamp() > until)
        )
        {
            if (time.GetElapsedTime(began) > MaxWait)
                throw new TimeoutException(
                    "Another silo could not be told of a changed membership, and is not known to be gone."
                );
            await Task.Delay(RetryDelay, time);
            if (
                !Volatile.Read(ref follower.HasConfirmedMembership)
                && await TryNotifySiloAsync(silo, counters)
            )
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
        if (!_subscribers.TryGetValue(silo, out Subscriber? follower))
            _subscribers[silo] = follower = new Subscriber();
        return follower;
    }

    private sealed class Subscriber
    {
        public bool HasConfirmedMembership;
        public long LeaseExpiry = long.MinValue;
        public long MissedCount;
    }
}
