using System.IO.Hashing;
using System.Runtime.InteropServices;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;
using Scim.Grains.Storage;
using Scim.Protocol.Json;
using Scim.Protocol.Resources;

namespace Scim.Grains.Representations;

/// <summary>Turns rows of membership into the values that representations show.</summary>
internal static class MembershipMapper
{
    /// <summary>Values of a user's <c>groups</c> (RFC 7643 section 4.1.2).</summary>
    public static IReadOnlyList<GroupRef> ToGroupRefs(IEnumerable<GroupRow> rows, string baseUri) =>
        [
            .. rows.Select(g => new GroupRef(
                g.Id,
                g.Display,
                g.IsDirect,
                $"{baseUri}/Groups/{g.Id}"
            )),
        ];

    /// <summary>Values of a group's <c>members</c> (RFC 7643 section 4.2).</summary>
    public static IReadOnlyList<MemberValue> ToMemberValues(
        IEnumerable<MemberRow> rows,
        string baseUri
    ) =>
        [
            .. rows.Select(m => new MemberValue(
                m.Id,
                m.Type,
                m.Display,
                $"{baseUri}/{m.Type}s/{m.Id}"
            )),
        ];

    /// <summary>The gap at a place, where the renderer found one.</summary>
    /// <param name="place">The place.</param>
    /// <param name="group">The group's id.</param>
    /// <param name="before">The members that were written.</param>
    public static MembersContinuation? ToContinuation(
        this MembersInsertionPoint place,
        string group,
        IReadOnlyList<MemberValue> before
    ) =>
        place.Offset is { } at
            ? new MembersContinuation
            {
                BodyOffset = (int)at,
                Group = group,
                After = before.Count > 0 ? before[^1].Id : "",
            }
            : null;

    /// <summary>A digest of a user's groups for the entity tag; 0 for none.</summary>
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

        // 0 means none.
        return Math.Max(1, hash.GetCurrentHashAsUInt32());
    }
}
