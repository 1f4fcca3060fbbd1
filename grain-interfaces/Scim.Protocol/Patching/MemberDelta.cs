using Scim.Protocol.Resources;

namespace Scim.Protocol.Patching;

/// <summary>
/// The net change of a request to a group's membership. <see cref="Added"/> and <see cref="Removed"/> never overlap.
/// </summary>
/// <param name="IsReplacement">Whether all current members are removed before <paramref name="Added"/> is applied. If
/// true, <paramref name="Removed"/> is empty.</param>
/// <param name="Added">The members to add, in request order.</param>
/// <param name="Removed">The ids of the members to remove.</param>
public sealed record MemberDelta(bool IsReplacement, IReadOnlyList<MemberRef> Added, IReadOnlyList<string> Removed)
{
    /// <summary>A delta without changes.</summary>
    public static MemberDelta None { get; } = new(false, [], []);

    /// <summary>Whether the delta has no changes.</summary>
    public bool IsEmpty => !IsReplacement && Added.Count == 0 && Removed.Count == 0;
}
