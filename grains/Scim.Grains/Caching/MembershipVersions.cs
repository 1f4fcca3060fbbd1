using System.IO.Hashing;
using System.Runtime.InteropServices;
using Scim.GrainInterfaces;
using Scim.Grains.Caching.Invalidation;
using Scim.Grains.Resources;
using Scim.Grains.Storage;

namespace Scim.Grains.Caching;

/// <summary>
/// Tells whether the groups that a user is in may have changed since they were read, so that a GET of an unchanged user
/// asks no database. A fixed number of counters: a change of a membership raises that of each user it names; one whose
/// users are not known (a group that was renamed, nested, replaced or deleted) raises the tenant's. What shares a
/// counter is read again for nothing, now and then. Silos tell each other which they raised; see
/// <see cref="InvalidationSubscription"/>. Thread-safe.
/// </summary>
internal sealed class MembershipVersions(IStorageCapabilities storage, TimeProvider time)
{
    // 64 KiB. Silos name counters to each other, so this and the hash are a contract between versions.
    private const int CounterCount = 8192;
    private readonly long[] _counters = new long[CounterCount];
    private long _epoch;
    private long _leaseExpiry = long.MinValue;

    /// <summary>Whether every change is seen here at this moment. Otherwise an equal mark proves nothing.</summary>
    public bool IsCoherent =>
        !storage.IsShared || time.GetTimestamp() < Volatile.Read(ref _leaseExpiry);

    /// <summary>The mark of a user. It must be taken before his groups are read.</summary>
    public MembershipVersionStamp GetStamp(ResourceKey user) =>
        GetStamp(GetCounterIndex(user.Tenant), GetCounterIndex(user.Id));

    /// <summary>The mark of whose places were found before.</summary>
    public MembershipVersionStamp GetStamp(int tenant, int user) =>
        new(
            Volatile.Read(ref _epoch),
            Volatile.Read(ref _counters[tenant]),
            Volatile.Read(ref _counters[user])
        );

    /// <summary>Where something is counted.</summary>
    public static int GetCounterIndex(string text) =>
        (int)(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan())) % CounterCount);

    /// <summary>A group was written, or perhaps was: to be called after the commit and before it is answered.</summary>
    /// <param name="group">The state that was to be written.</param>
    /// <param name="touchesGroups">Whether groups are among the members that came or went.</param>
    /// <returns>The counters that were raised, for the other silos.</returns>
    public int[] InvalidateGroup(ResourceState group, bool touchesGroups)
    {
        int[] raised = [.. GetAffectedCounters(group, touchesGroups).Distinct()];
        Invalidate(raised);
        return raised;
    }

    /// <summary>Raises counters, as another silo says.</summary>
    public void Invalidate(int[] counters)
    {
        foreach (int counter in counters)
            Interlocked.Increment(ref _counters[(uint)counter % CounterCount]);
    }

    /// <summary>Makes every mark another one.</summary>
    public void InvalidateAll() => Interlocked.Increment(ref _epoch);

    /// <summary>Says until when every change is seen here.</summary>
    /// <param name="until">As <see cref="TimeProvider.GetTimestamp"/> counts.</param>
    public void ExtendLease(long until) => Volatile.Write(ref _leaseExpiry, until);

    private static IEnumerable<int> GetAffectedCounters(ResourceState group, bool touchesGroups)
    {
        bool anybody = group.Operation switch
        {
            ChangeOperation.Create => touchesGroups,
            ChangeOperation.Delete => true,
            _ => touchesGroups
                || group.Members is { Replace: true }
                || group.Changed.Contains("displayName"),
        };
        if (anybody)
            yield return GetCounterIndex(group.Tenant);
        if (group.Members is not { } members)
            yield break;
        foreach (MemberKey member in members.Add)
            yield return GetCounterIndex(member.Id);
        foreach (string id in members.Remove)
            yield return GetCounterIndex(id);
    }
}

/// <summary>How often a user's memberships were changed, as far as that is counted.</summary>
/// <param name="Epoch">How often everything had to be forgotten.</param>
/// <param name="Tenant">The counter of his tenant.</param>
/// <param name="User">His own.</param>
internal readonly record struct MembershipVersionStamp(long Epoch, long Tenant, long User);
