using Scim.Protocol.Json;

namespace Scim.Protocol.Patching;

/// <summary>A request's whole change to a group's membership, in short. <see cref="Add"/> and <see cref="Remove"/> never overlap.</summary>
/// <param name="Replace">Whether all present members go before <paramref name="Add"/> comes; <paramref name="Remove"/> is then empty.</param>
/// <param name="Add">Who becomes a member, in the order of the request.</param>
/// <param name="Remove">The ids of those who are members no longer.</param>
public sealed record MemberDelta(bool Replace, IReadOnlyList<MemberRef> Add, IReadOnlyList<string> Remove)
{
    /// <summary>The change that changes nothing.</summary>
    public static MemberDelta None { get; } = new(false, [], []);

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => !Replace && Add.Count == 0 && Remove.Count == 0;
}
