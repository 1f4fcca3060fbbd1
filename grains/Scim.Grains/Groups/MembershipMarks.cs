using System.IO.Hashing;
using System.Runtime.InteropServices;
using Scim.GrainInterfaces;
using Scim.Grains.Resources;
using Scim.Grains.Storage;

namespace Scim.Grains.Groups;

/// <summary>
/// Tells whether the groups that a user is in may have changed since they were read, so that a GET of an unchanged user asks no database. A fixed number of counters: a change of
/// a membership raises that of each user it names; one whose users are not known (a group that was renamed, nested, replaced or deleted) raises the tenant's. What shares a
/// counter is read again for nothing, now and then. Thread-safe.
/// </summary>
internal sealed class MembershipMarks(IStorageShape storage)
{
    // 64 KiB.
    private const int Count = 8192;
    private readonly long[] _counters = new long[Count];

    /// <summary>Whether every change is seen here. Otherwise other processes make some, and an equal mark proves nothing.</summary>
    public bool SeeAll => !storage.IsShared;

    /// <summary>The mark of a user. It must be taken before his groups are read.</summary>
    public MembershipMark Of(ResourceKey user) => new(Volatile.Read(ref At(user.Tenant)), Volatile.Read(ref At(user.Id)));

    /// <summary>A group was written, or perhaps was: to be called after the commit and before it is answered.</summary>
    /// <param name="group">The state that was to be written.</param>
    /// <param name="touchesGroups">Whether groups are among the members that came or went.</param>
    public void Written(ResourceState group, bool touchesGroups)
    {
        bool anybody = group.Operation switch
        {
            ChangeOperation.Create => touchesGroups,
            ChangeOperation.Delete => true,
            _ => touchesGroups || group.Members is { Replace: true } || group.Changed.Contains("displayName"),
        };
        if (anybody) Interlocked.Increment(ref At(group.Tenant));
        if (group.Members is not { } members) return;
        foreach (MemberKey member in members.Add) Interlocked.Increment(ref At(member.Id));
        foreach (string id in members.Remove) Interlocked.Increment(ref At(id));
    }

    private ref long At(string text) => ref _counters[(int)(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan())) % Count)];
}

/// <summary>How often a user's memberships were changed, as far as that is counted.</summary>
/// <param name="Tenant">The counter of his tenant.</param>
/// <param name="User">His own.</param>
internal readonly record struct MembershipMark(long Tenant, long User);
