namespace Scim.Grains.Caching.Invalidation;

/// <summary>
/// Tracks whether this silo is notified of every membership change that other silos commit. Thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// Every other silo grants this one a lease, during which it notifies this silo of its changes. While all leases are
/// valid, cached data with an unchanged version stamp is current.
/// </para>
/// <para>
/// On this silo's clock a lease starts when it is requested; on the granting silo's clock it starts when it is granted,
/// which is later. The granting silo therefore always keeps the lease longer.
/// </para>
/// </remarks>
internal sealed class InvalidationSubscription(MembershipVersions versions, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SiloAddress, InvalidationLease> _leases = [];
    private bool _hasJoined;

    /// <summary>
    /// The duration of a lease: three seconds. A silo that does not respond delays membership changes on other silos by
    /// at most this time.
    /// </summary>
    public static TimeSpan LeaseDuration { get; } = TimeSpan.FromSeconds(3);

    /// <summary>How often leases are renewed: every second, with one small call for each pair of silos.</summary>
    public static TimeSpan RenewalInterval { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Updates the set of other silos from a membership snapshot that contains this silo.</summary>
    /// <returns>The silos whose lease is missing.</returns>
    public IReadOnlyCollection<SiloAddress> UpdatePeers(IReadOnlyCollection<SiloAddress> others)
    {
        lock (_lock)
        {
            _hasJoined = true;
            foreach (SiloAddress departed in _leases.Keys.Except(others).ToArray())
            {
                // The silo may have failed between a commit and its notification.
                _leases.Remove(departed);
                versions.InvalidateAll();
            }

            SiloAddress[] missing = [.. others.Where(o => !_leases.ContainsKey(o))];
            foreach (SiloAddress silo in missing)
                _leases[silo] = new InvalidationLease(long.MinValue, 0);
            UpdateEffectiveLease();
            return missing;
        }
    }

    /// <summary>Records a lease that another silo has granted.</summary>
    /// <param name="silo">The silo that granted the lease.</param>
    /// <param name="requestedAt">The timestamp of the request; see <see cref="TimeProvider.GetTimestamp"/>.</param>
    /// <param name="missedCount">The number of changes that the silo could not notify this one of.</param>
    public void RecordLease(SiloAddress silo, long requestedAt, long missedCount)
    {
        lock (_lock)
        {
            if (!_leases.TryGetValue(silo, out InvalidationLease lease))
                return;
            if (lease.Expiry < time.GetTimestamp() || lease.MissedCount != missedCount)
                versions.InvalidateAll();
            _leases[silo] = new InvalidationLease(requestedAt + ToTimestampTicks(LeaseDuration), missedCount);
            UpdateEffectiveLease();
        }
    }

    private void UpdateEffectiveLease() =>
        versions.ExtendLease(
            !_hasJoined ? long.MinValue
            : _leases.Count == 0 ? long.MaxValue
            : _leases.Values.Min(p => p.Expiry)
        );

    private long ToTimestampTicks(TimeSpan duration) => (long)(duration.TotalSeconds * time.TimestampFrequency);

    private readonly record struct InvalidationLease(long Expiry, long MissedCount);
}
