using Scim.GrainInterfaces.Resources;

namespace Scim.GrainInterfaces.Directory;

/// <summary>Asks for a part of a group's members as an answer shows them.</summary>
[GenerateSerializer, Immutable, Alias("scim.ReadMembers")]
public sealed record ReadMembers
{
    /// <summary>Who asks.</summary>
    [Id(0)]
    public required RequestOrigin Origin { get; init; }

    /// <summary>The group.</summary>
    [Id(1)]
    public required string Group { get; init; }

    /// <summary>The id of the last member of the part before; empty for the first part.</summary>
    [Id(2)]
    public string After { get; init; } = "";

    /// <summary>Which attributes the answer holds.</summary>
    [Id(3)]
    public AttributeSelection Selection { get; init; } = AttributeSelection.Default;
}

/// <summary>A part of a group's members.</summary>
[GenerateSerializer, Immutable, Alias("scim.MembersPart")]
public sealed record MembersChunk
{
    /// <summary>Members as JSON objects with commas between them, UTF-8; empty when there are none.</summary>
    [Id(0)]
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>What to ask for the next part with; null when this is the last one.</summary>
    [Id(1)]
    public string? Next { get; init; }
}

/// <summary>
/// A page of a group's members as a list of its own (an extension of RFC 7644, by cursor as in RFC 9865).
/// </summary>
[GenerateSerializer, Immutable, Alias("scim.MembersListQuery")]
public sealed record MembersListQuery
{
    /// <summary>Who asks.</summary>
    [Id(0)]
    public required RequestOrigin Origin { get; init; }

    /// <summary>The group.</summary>
    [Id(1)]
    public required string Group { get; init; }

    /// <summary>A filter over the sub-attributes of <c>members</c>, or null for all.</summary>
    [Id(2)]
    public string? Filter { get; init; }

    /// <summary>The largest number of members wanted, or null; less than 0 counts as 0.</summary>
    [Id(3)]
    public int? Count { get; init; }

    /// <summary>The cursor; empty for the first page.</summary>
    [Id(4)]
    public string Cursor { get; init; } = "";
}
