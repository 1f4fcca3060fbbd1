using Orleans.Runtime;

namespace Scim.Grains.Caching.Invalidation;

/// <summary>
/// Whether this silo hears of every change of memberships that other silos make. Each of them promises to tell it, for
/// a while; while all promises hold, what is remembered and not marked is true. A promise counts from when it was asked
/// for, on this silo's clock, and the other one keeps it from when it gave it, which is later. Thread-safe.
/// </summary>
internal sealed class InvalidationSubscription(MembershipVersions marks, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SiloAddress, InvalidationLease> _leases = [];
    private bool _hasJoined;

    /// <summary>
    /// How long a promise holds. A silo that does not answer delays others' changes of memberships by so much at most.
    /// </summary>
    public static TimeSpan LeaseDuration { get; } = TimeSpan.FromSeconds(3);

    /// <summary>How often promises are renewed: one small call for each pair of silos.</summary>
    public static TimeSpan RenewalInterval { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Takes note of who is in the cluster, in a snapshot in which this silo is.</summary>
    /// <returns>Those whose promise is missing.</returns>
    public IReadOnlyCollection<SiloAddress> UpdatePeers(IReadOnlyCollection<SiloAddress> others)
    {
        lock (_lock)
        {
            _hasJoined = true;
            foreach (SiloAddress gone in _leases.Keys.Except(others).ToArray())
            {
                // It may have died between a commit and the telling.
                _leases.Remove(gone);
                marks.InvalidateAll();
            }

            SiloAddress[] missing = [.. others.Where(o => !_leases.ContainsKey(o))];
            foreach (SiloAddress silo in missing)
                _leases[silo] = new InvalidationLease(long.MinValue, 0);
            UpdateEffectiveLease();
            return missing;
        }
    }

    /// <summary>A silo promised to tell of its changes.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="asked">When it was asked, as <see cref="TimeProvider.GetTimestamp"/> tells.</param>
    /// <param name="missed">How many it could not tell of before.</param>
    public void RecordLease(SiloAddress silo, long asked, long missed)
    {
        lock (_lock)
        {
            if (!_leases.TryGetValue(silo, out InvalidationLease before))
                return;
            if (before.Expiry < time.GetTimestamp() || before.MissedCount != missed)
                marks.InvalidateAll();
            _leases[silo] = new InvalidationLease(asked + ToTimestampTicks(LeaseDuration), missed);
            UpdateEffectiveLease();
        }
    }

    private void UpdateEffectiveLease() =>
        marks.ExtendLease(
            !_hasJoined ? long.MinValue
            : _leases.Count == 0 ? long.MaxValue
            : _leases.Values.Min(p => p.Expiry)
        );

    private long ToTimestampTicks(TimeSpan duration) =>
        (long)(duration.TotalSeconds * time.TimestampFrequency);

    private readonly record struct InvalidationLease(long Expiry, long MissedCount);
}
