using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;

namespace Scim.GrainInterfaces.Resources;

/// <summary>
/// A place in an answer where members of a large group are still missing. Whoever sends the answer asks
/// <see cref="IDirectoryGrain.ReadMembers"/> for them, part by part, and writes them there, so that nobody holds all of
/// them.
/// </summary>
[GenerateSerializer, Immutable, Alias("scim.MembersGap")]
public sealed record MembersContinuation
{
    /// <summary>Where, in bytes from the beginning of the body.</summary>
    [Id(0)]
    public required int BodyOffset { get; init; }

    /// <summary>The group.</summary>
    [Id(1)]
    public required string Group { get; init; }

    /// <summary>
    /// The id of the last member before the gap, inside the list; empty where the list itself is still to be written.
    /// </summary>
    [Id(2)]
    public string After { get; init; } = "";

    /// <summary>Which attributes the answer holds.</summary>
    [Id(3)]
    public AttributeSelection Selection { get; init; } = AttributeSelection.Default;
}
