using System.IO.Hashing;
using System.Runtime.InteropServices;
using Scim.GrainInterfaces.Resources;
using Scim.Grains.Storage;
using Scim.Protocol.Resources;

namespace Scim.Grains.Representations;

/// <summary>Converts membership rows into the values of representations.</summary>
internal static class MembershipMapper
{
    /// <summary>Returns the values of a user's <c>groups</c> (RFC 7643 section 4.1.2).</summary>
    public static IReadOnlyList<GroupRef> ToGroupRefs(IEnumerable<GroupRow> rows, string baseUri) =>
        [.. rows.Select(g => new GroupRef(g.Id, g.Display, g.IsDirect, $"{baseUri}/Groups/{g.Id}"))];

    /// <summary>Returns the values of a group's <c>members</c> (RFC 7643 section 4.2).</summary>
    public static IReadOnlyList<MemberValue> ToMemberValues(IEnumerable<MemberRow> rows, string baseUri) =>
        [.. rows.Select(m => new MemberValue(m.Id, m.Type, m.Display, $"{baseUri}/{m.Type}s/{m.Id}"))];

    /// <summary>Returns the continuation at an insertion point, or null if the renderer did not reach it.</summary>
    /// <param name="insertionPoint">The insertion point.</param>
    /// <param name="group">The id of the group.</param>
    /// <param name="written">The members that were written before the insertion point.</param>
    public static MembersContinuation? ToContinuation(
        this MembersInsertionPoint insertionPoint,
        string group,
        IReadOnlyList<MemberValue> written
    ) =>
        insertionPoint.Offset is { } at
            ? new MembersContinuation
            {
                BodyOffset = (int)at,
                Group = group,
                After = written.Count > 0 ? written[^1].Id : "",
            }
            : null;

    /// <summary>Returns a digest of a user's groups for the entity tag; 0 when there are none.</summary>
    public static uint ComputeGroupsDigest(IReadOnlyList<GroupRef> groups)
    {
        if (groups.Count == 0)
            return 0;
        var hash = new XxHash32();
        foreach (GroupRef group in groups)
        {
            hash.Append(MemoryMarshal.AsBytes(group.Id.AsSpan()));
            hash.Append(MemoryMarshal.AsBytes(group.Display.AsSpan()));
            hash.Append(group.IsDirect ? [1] : [0]);
        }

        // 0 is reserved for "no groups".
        return Math.Max(1, hash.GetCurrentHashAsUInt32());
    }
}
