using System.Collections.Concurrent;

namespace Scim.GrainInterfaces.Tenants;

/// <summary>Caches the <see cref="TenantSnapshot"/> of each tenant in this process. Thread-safe.</summary>
/// <remarks>
/// Each process calls a tenant's grain at most about twice a second, regardless of the request rate. Because
/// <see cref="MaxAge"/> is below a second, a revoked credential stops working on every node within a second.
/// </remarks>
/// <example>
/// Look up a credential. One that the cached snapshot does not contain may have been issued since:
/// <code>
/// if (await tenants.GetSnapshotAsync("acme") is not { } snapshot)
///     return null;
/// if (FindCredential(snapshot, token) is { } credential)
///     return credential;
/// return await tenants.GetFreshSnapshotAsync("acme") is { } fresh &amp;&amp; fresh.Version != snapshot.Version
///     ? FindCredential(fresh, token)
///     : null;
/// </code>
/// </example>
public sealed class TenantCache(IGrainFactory grains, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _invalidationCount;

    /// <summary>
    /// The maximum age of a cached snapshot: 500 milliseconds. It must stay below a second, the time within which
    /// revoked credentials stop working.
    /// </summary>
    public static TimeSpan MaxAge { get; } = TimeSpan.FromMilliseconds(500);

    private static TimeSpan MinRefreshInterval { get; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Returns the tenant's snapshot, or null when the tenant does not exist.</summary>
    public ValueTask<TenantSnapshot?> GetSnapshotAsync(string tenant)
    {
        if (_entries.TryGetValue(tenant, out Entry? entry) && time.GetElapsedTime(entry.RequestedAt) < MaxAge)
            return new(entry.Snapshot);
        return new(RefreshSnapshotAsync(tenant, entry));
    }

    /// <summary>
    /// Returns the tenant's snapshot and refreshes it if it is older than 50 milliseconds; null when the tenant does
    /// not exist.
    /// </summary>
    /// <remarks>
    /// For a credential that the cached snapshot does not contain, which may have been issued since. Requests with
    /// random tokens cause at most twenty refreshes per second.
    /// </remarks>
    public ValueTask<TenantSnapshot?> GetFreshSnapshotAsync(string tenant)
    {
        if (
            _entries.TryGetValue(tenant, out Entry? entry)
            && time.GetElapsedTime(entry.RequestedAt) < MinRefreshInterval
        )
            return new(entry.Snapshot);
        return new(RefreshSnapshotAsync(tenant, entry));
    }

    /// <summary>Whether a snapshot of the tenant is cached, regardless of its age.</summary>
    public bool HasSnapshot(string tenant) => _entries.ContainsKey(tenant);

    /// <summary>Removes the tenant's snapshot after a change through this process.</summary>
    public void InvalidateSnapshot(string tenant)
    {
        Interlocked.Increment(ref _invalidationCount);
        _entries.TryRemove(tenant, out _);
    }

    private async Task<TenantSnapshot?> RefreshSnapshotAsync(string tenant, Entry? known)
    {
        long requestedAt = time.GetTimestamp(),
            invalidationCount = Interlocked.Read(ref _invalidationCount);
        ITenantGrain grain = grains.GetGrain<ITenantGrain>(ResourceKey.ForTenant(tenant).ToString());
        ScimResult<TenantSnapshot> result = await GrainReadRetry.ReadWithRetryAsync(
            time,
            () => grain.GetSnapshot(known?.Snapshot?.Version ?? -1)
        );
        if (result.Error is not null)
        {
            // Tenants that do not exist are not cached: random tenant ids must not fill the memory.
            _entries.TryRemove(tenant, out _);
            return null;
        }

        TenantSnapshot snapshot = result.Value ?? known!.Snapshot;

        // Keep the compiled schemas while their version is the same.
        if (known is not null && known.Snapshot.Schemas.Version == snapshot.Schemas.Version)
            snapshot = snapshot with { Schemas = known.Snapshot.Schemas };

        // A reply that was in flight during an invalidation may be outdated.
        if (invalidationCount == Interlocked.Read(ref _invalidationCount))
            _entries[tenant] = new Entry(snapshot, requestedAt);
        return snapshot;
    }

    private sealed record Entry(TenantSnapshot Snapshot, long RequestedAt);
}
