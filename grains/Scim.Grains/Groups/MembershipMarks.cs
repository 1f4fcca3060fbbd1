using System.IO.Hashing;
using System.Runtime.InteropServices;
using Scim.GrainInterfaces;
using Scim.Grains.Groups.Following;
using Scim.Grains.Resources;
using Scim.Grains.Storage;

namespace Scim.Grains.Groups;

/// <summary>
/// Tells whether the groups that a user is in may have changed since they were read, so that a GET of an unchanged user asks no database. A fixed number of counters: a change of
/// a membership raises that of each user it names; one whose users are not known (a group that was renamed, nested, replaced or deleted) raises the tenant's. What shares a
/// counter is read again for nothing, now and then. Silos tell each other which they raised; see <see cref="MarksFollowing"/>. Thread-safe.
/// </summary>
internal sealed class MembershipMarks(IStorageShape storage, TimeProvider time)
{
    // 64 KiB. Silos name counters to each other, so this and the hash are a contract between versions.
    private const int Count = 8192;
    private readonly long[] _counters = new long[Count];
    private long _epoch;
    private long _trustedUntil = long.MinValue;

    /// <summary>Whether every change is seen here at this moment. Otherwise an equal mark proves nothing.</summary>
    public bool SeeAll => !storage.IsShared || time.GetTimestamp() < Volatile.Read(ref _trustedUntil);

    /// <summary>The mark of a user. It must be taken before his groups are read.</summary>
    public MembershipMark Of(ResourceKey user) => Of(Place(user.Tenant), Place(user.Id));

    /// <summary>The mark of whose places were found before.</summary>
    public MembershipMark Of(int tenant, int user) => new(Volatile.Read(ref _epoch), Volatile.Read(ref _counters[tenant]), Volatile.Read(ref _counters[user]));

    /// <summary>Where something is counted.</summary>
    public static int Place(string text) => (int)(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan())) % Count);

    /// <summary>A group was written, or perhaps was: to be called after the commit and before it is answered.</summary>
    /// <param name="group">The state that was to be written.</param>
    /// <param name="touchesGroups">Whether groups are among the members that came or went.</param>
    /// <returns>The counters that were raised, for the other silos.</returns>
    public int[] Written(ResourceState group, bool touchesGroups)
    {
        int[] raised = [.. Concerned(group, touchesGroups).Distinct()];
        Raise(raised);
        return raised;
    }

    /// <summary>Raises counters, as another silo says.</summary>
    public void Raise(int[] counters)
    {
        foreach (int counter in counters) Interlocked.Increment(ref _counters[(uint)counter % Count]);
    }

    /// <summary>Makes every mark another one.</summary>
    public void ForgetAll() => Interlocked.Increment(ref _epoch);

    /// <summary>Says until when every change is seen here.</summary>
    /// <param name="until">As <see cref="TimeProvider.GetTimestamp"/> counts.</param>
    public void Trust(long until) => Volatile.Write(ref _trustedUntil, until);

    private static IEnumerable<int> Concerned(ResourceState group, bool touchesGroups)
    {
        bool anybody = group.Operation switch
        {
            ChangeOperation.Create => touchesGroups,
            ChangeOperation.Delete => true,
            _ => touchesGroups || group.Members is { Replace: true } || group.Changed.Contains("displayName"),
        };
        if (anybody) yield return Place(group.Tenant);
        if (group.Members is not { } members) yield break;
        foreach (MemberKey member in members.Add) yield return Place(member.Id);
        foreach (string id in members.Remove) yield return Place(id);
    }
}

/// <summary>How often a user's memberships were changed, as far as that is counted.</summary>
/// <param name="Epoch">How often everything had to be forgotten.</param>
/// <param name="Tenant">The counter of his tenant.</param>
/// <param name="User">His own.</param>
internal readonly record struct MembershipMark(long Epoch, long Tenant, long User);
