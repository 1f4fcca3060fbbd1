using Scim.Protocol.Json;
using Scim.Protocol.Resources;

namespace Scim.Protocol.Patching;

/// <summary>
/// A request's whole change to a group's membership, in short. <see cref="Added"/> and <see cref="Removed"/> never
/// overlap.
/// </summary>
/// <param name="IsReplacement">Whether all present members go before <paramref name="Added"/> comes;
/// <paramref name="Removed"/> is then empty.</param>
/// <param name="Added">Who becomes a member, in the order of the request.</param>
/// <param name="Removed">The ids of those who are members no longer.</param>
public sealed record MemberDelta(
    bool IsReplacement,
    IReadOnlyList<MemberRef> Added,
    IReadOnlyList<string> Removed
)
{
    /// <summary>The change that changes nothing.</summary>
    public static MemberDelta None { get; } = new(false, [], []);

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => !IsReplacement && Added.Count == 0 && Removed.Count == 0;
}
