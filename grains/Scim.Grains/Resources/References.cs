using System.IO.Hashing;
using System.Runtime.InteropServices;
using Scim.Grains.Storage;
using Scim.Protocol.Json;

namespace Scim.Grains.Resources;

/// <summary>Turns rows of membership into the values that representations show.</summary>
internal static class References
{
    /// <summary>Values of a user's <c>groups</c> (RFC 7643 section 4.1.2).</summary>
    public static IReadOnlyList<GroupRef> Groups(IEnumerable<GroupRow> rows, string baseUri) =>
        [.. rows.Select(g => new GroupRef(g.Id, g.Display, g.Direct, $"{baseUri}/Groups/{g.Id}"))];

    /// <summary>Values of a group's <c>members</c> (RFC 7643 section 4.2).</summary>
    public static IReadOnlyList<MemberValue> Members(IEnumerable<MemberRow> rows, string baseUri) =>
        [.. rows.Select(m => new MemberValue(m.Id, m.Kind, m.Display, $"{baseUri}/{m.Kind}s/{m.Id}"))];

    /// <summary>A digest of a user's groups for the entity tag; 0 for none.</summary>
    public static uint Digest(IReadOnlyList<GroupRef> groups)
    {
        if (groups.Count == 0) return 0;
        var hash = new XxHash32();
        foreach (GroupRef group in groups)
        {
            hash.Append(MemoryMarshal.AsBytes(group.Id.AsSpan()));
            hash.Append(MemoryMarshal.AsBytes(group.Display.AsSpan()));
            hash.Append(group.Direct ? [1] : [0]);
        }

        // 0 means none.
        return Math.Max(1, hash.GetCurrentHashAsUInt32());
    }
}
