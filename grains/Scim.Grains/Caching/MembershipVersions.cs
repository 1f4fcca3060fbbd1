using System.IO.Hashing;
using System.Runtime.InteropServices;
using Scim.GrainInterfaces;
using Scim.Grains.Caching.Invalidation;
using Scim.Grains.Storage;

namespace Scim.Grains.Caching;

/// <summary>
/// Detects whether the groups of a user may have changed since they were read, so that a GET of an unchanged user needs
/// no database query. Thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// Uses a fixed number of counters, selected by hash. A membership change increments the counter of each user that it
/// names. A change whose users are not known (a group that is renamed, nested, replaced or deleted) increments the
/// counter of the tenant. Hash collisions cause occasional unnecessary reads.
/// </para>
/// <para>
/// Silos notify each other of the counters that they increment; see <see cref="InvalidationSubscription"/>.
/// </para>
/// </remarks>
internal sealed class MembershipVersions(IStorageCapabilities storage, TimeProvider time)
{
    // 64 KiB. Silos exchange counter indexes, so this number and the hash function must not differ between versions in
    // one cluster.
    private const int CounterCount = 8192;
    private readonly long[] _counters = new long[CounterCount];
    private long _epoch;
    private long _leaseExpiry = long.MinValue;

    /// <summary>
    /// Whether all changes are currently visible on this silo. If false, an equal stamp does not mean that nothing has
    /// changed.
    /// </summary>
    public bool IsCoherent => !storage.IsShared || time.GetTimestamp() < Volatile.Read(ref _leaseExpiry);

    /// <summary>Returns the stamp of a user. It must be taken before the user's groups are read.</summary>
    public MembershipVersionStamp GetStamp(ResourceKey user) =>
        GetStamp(GetCounterIndex(user.Tenant), GetCounterIndex(user.Id));

    /// <summary>Returns the stamp of a user whose counter indexes are known.</summary>
    public MembershipVersionStamp GetStamp(int tenant, int user) =>
        new(Volatile.Read(ref _epoch), Volatile.Read(ref _counters[tenant]), Volatile.Read(ref _counters[user]));

    /// <summary>Returns the index of the counter of a tenant id or user id.</summary>
    public static int GetCounterIndex(string text) =>
        (int)(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan())) % CounterCount);

    /// <summary>
    /// Increments the counters that a group change affects. Call it after the write, even when its outcome is unknown,
    /// and before the reply is sent.
    /// </summary>
    /// <param name="group">The state that was to be written.</param>
    /// <param name="affectsNestedGroups">Whether groups were added or removed as members.</param>
    /// <returns>The indexes of the incremented counters, for the other silos.</returns>
    public int[] InvalidateGroup(ResourceState group, bool affectsNestedGroups)
    {
        int[] counters = [.. GetAffectedCounters(group, affectsNestedGroups).Distinct()];
        Invalidate(counters);
        return counters;
    }

    /// <summary>Increments the counters that another silo has reported.</summary>
    public void Invalidate(int[] counters)
    {
        foreach (int counter in counters)
            Interlocked.Increment(ref _counters[(uint)counter % CounterCount]);
    }

    /// <summary>Invalidates all stamps.</summary>
    public void InvalidateAll() => Interlocked.Increment(ref _epoch);

    /// <summary>Sets the time until which all changes are visible on this silo.</summary>
    /// <param name="until">A timestamp of <see cref="TimeProvider.GetTimestamp"/>.</param>
    public void ExtendLease(long until) => Volatile.Write(ref _leaseExpiry, until);

    private static IEnumerable<int> GetAffectedCounters(ResourceState group, bool affectsNestedGroups)
    {
        bool affectsTenant = group.Operation switch
        {
            ChangeOperation.Create => affectsNestedGroups,
            ChangeOperation.Delete => true,
            _ => affectsNestedGroups || group.Members is { Replace: true } || group.Changed.Contains("displayName"),
        };
        if (affectsTenant)
            yield return GetCounterIndex(group.Tenant);
        if (group.Members is not { } members)
            yield break;
        foreach (MemberKey member in members.Add)
            yield return GetCounterIndex(member.Id);
        foreach (string id in members.Remove)
            yield return GetCounterIndex(id);
    }
}

/// <summary>The version of a user's memberships. Two equal stamps mean that the memberships have not changed.</summary>
/// <param name="Epoch">The number of times that all stamps were invalidated.</param>
/// <param name="Tenant">The counter of the user's tenant.</param>
/// <param name="User">The counter of the user.</param>
internal readonly record struct MembershipVersionStamp(long Epoch, long Tenant, long User);
