using Scim.GrainInterfaces.Resources;

namespace Scim.GrainInterfaces.Directory;

/// <summary>A ListResponse (RFC 7644 section 3.4.2), serialized as it is sent to the client.</summary>
[GenerateSerializer, Immutable, Alias("scim.ListReply")]
public sealed record ListReply
{
    /// <summary>The complete response, UTF-8 JSON.</summary>
    [Id(0)]
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>
    /// The only user of the response when the filter is a single <c>userName eq</c> comparison; otherwise null. The
    /// gateway can send the next query for this name directly to the user's grain.
    /// </summary>
    [Id(1)]
    public UserNameMatch? UserNameMatch { get; init; }

    /// <summary>
    /// Positions in <see cref="Body"/> where members of large groups are still missing, in ascending order.
    /// </summary>
    [Id(2)]
    public IReadOnlyList<MembersContinuation> Continuations { get; init; } = [];
}

/// <summary>A user and the userName by which a query found them.</summary>
/// <remarks>The userName can change afterwards, so the match is a hint that must be verified.</remarks>
/// <param name="Id">The user's id.</param>
/// <param name="FoldedName">The userName, folded as in filters.</param>
[GenerateSerializer, Immutable, Alias("scim.UserNameMatch")]
public sealed record UserNameMatch([property: Id(0)] string Id, [property: Id(1)] string FoldedName);
