using Scim.GrainInterfaces.Directory;

namespace Scim.GrainInterfaces.Resources;

/// <summary>A position in a response where members of a large group are still missing.</summary>
/// <remarks>
/// The sender of the response reads them with <see cref="IDirectoryGrain.ReadMembers"/>, chunk by chunk, and inserts
/// them at this position, so that no process holds all members in memory.
/// </remarks>
[GenerateSerializer, Immutable, Alias("scim.MembersContinuation")]
public sealed record MembersContinuation
{
    /// <summary>The offset in bytes from the start of the body.</summary>
    [Id(0)]
    public required int BodyOffset { get; init; }

    /// <summary>The id of the group.</summary>
    [Id(1)]
    public required string Group { get; init; }

    /// <summary>
    /// The id of the last member that the body already contains; empty when the <c>members</c> attribute itself is
    /// still to be written.
    /// </summary>
    [Id(2)]
    public string After { get; init; } = "";

    /// <summary>The attributes to return.</summary>
    [Id(3)]
    public AttributeSelection Selection { get; init; } = AttributeSelection.Default;
}
