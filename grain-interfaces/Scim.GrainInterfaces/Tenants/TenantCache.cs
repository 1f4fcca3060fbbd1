using System.Collections.Concurrent;
using Orleans.Concurrency;

namespace Scim.GrainInterfaces.Tenants;

/// <summary>
/// Keeps each tenant's <see cref="TenantSnapshot"/> in this process for <see cref="MaxAge"/>, so that the one grain a
/// tenant has is asked at most about twice a second by each process, whatever the traffic; a revoked credential stops
/// working everywhere within a second. Thread-safe.
/// </summary>
public sealed class TenantCache(IGrainFactory grains, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _invalidationCount;

    /// <summary>
    /// How long a snapshot is used before the tenant is asked again. Below a second, since that is what revocation
    /// promises.
    /// </summary>
    public static TimeSpan MaxAge { get; } = TimeSpan.FromMilliseconds(500);

    private static TimeSpan MinRefreshInterval { get; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The tenant's snapshot, or null when there is no such tenant.</summary>
    public ValueTask<TenantSnapshot?> GetSnapshotAsync(string tenant)
    {
        if (
            _entries.TryGetValue(tenant, out Entry? entry)
            && time.GetElapsedTime(entry.RequestedAt) < MaxAge
        )
            return new(entry.Snapshot);
        return new(RefreshSnapshotAsync(tenant, entry));
    }

    /// <summary>
    /// The tenant's snapshot, asked for again unless that was done a moment ago: for a credential that the present
    /// snapshot does not know, which may have been issued since. Strangers who try tokens cause at most twenty
    /// questions a second.
    /// </summary>
    public ValueTask<TenantSnapshot?> GetFreshSnapshotAsync(string tenant)
    {
        if (
            _entries.TryGetValue(tenant, out Entry? entry)
            && time.GetElapsedTime(entry.RequestedAt) < MinRefreshInterval
        )
            return new(entry.Snapshot);
        return new(RefreshSnapshotAsync(tenant, entry));
    }

    /// <summary>Whether a snapshot of the tenant is here, however old.</summary>
    public bool HasSnapshot(string tenant) => _entries.ContainsKey(tenant);

    /// <summary>Forgets what is known of a tenant: it was just changed through this process.</summary>
    public void InvalidateSnapshot(string tenant)
    {
        Interlocked.Increment(ref _invalidationCount);
        _entries.TryRemove(tenant, out _);
    }

    private async Task<TenantSnapshot?> RefreshSnapshotAsync(string tenant, Entry? known)
    {
        long asked = time.GetTimestamp(),
            changes = Interlocked.Read(ref _invalidationCount);
        ITenantGrain grain = grains.GetGrain<ITenantGrain>(
            ResourceKey.ForTenant(tenant).ToString()
        );
        ScimResult<TenantSnapshot> answer = await GrainReadRetry.ReadWithRetryAsync(
            time,
            () => grain.GetSnapshot(known?.Snapshot?.Version ?? -1)
        );
        if (answer.Error is not null)
        {
            // Nothing is kept for tenants that do not exist: names tried at random must not fill the memory.
            _entries.TryRemove(tenant, out _);
            return null;
        }

        TenantSnapshot snapshot = answer.Value ?? known!.Snapshot;

        // Compiled schemas stay while they are the same.
        if (known is not null && known.Snapshot.Schemas.Version == snapshot.Schemas.Version)
            snapshot = snapshot with { Schemas = known.Snapshot.Schemas };

        // An answer that was under way while something changed may be of before.
        if (changes == Interlocked.Read(ref _invalidationCount))
            _entries[tenant] = new Entry(snapshot, asked);
        return snapshot;
    }

    private sealed record Entry(TenantSnapshot Snapshot, long RequestedAt);
}
