using Scim.GrainInterfaces.Resources;

namespace Scim.GrainInterfaces.Directory;

/// <summary>A ListResponse as it goes to the client (RFC 7644 section 3.4.2).</summary>
[GenerateSerializer, Immutable, Alias("scim.ListReply")]
public sealed record ListReply
{
    /// <summary>The whole response, UTF-8 JSON.</summary>
    [Id(0)]
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>
    /// The one user of the response, where the filter was <c>userName eq</c> and nothing else: the next time he can be
    /// asked himself. Otherwise null.
    /// </summary>
    [Id(1)]
    public UserNameMatch? UserNameMatch { get; init; }

    /// <summary>Where members of large groups are missing in <see cref="Body"/>, from front to back.</summary>
    [Id(2)]
    public IReadOnlyList<MembersContinuation> Continuations { get; init; } = [];
}

/// <summary>A user and the name that he has, or had: names wander.</summary>
/// <param name="Id">His id.</param>
/// <param name="FoldedName">His userName, folded as filters fold it.</param>
[GenerateSerializer, Immutable, Alias("scim.NamedUser")]
public sealed record UserNameMatch(
    [property: Id(0)] string Id,
    [property: Id(1)] string FoldedName
);
