using Scim.GrainInterfaces.Resources;

namespace Scim.GrainInterfaces.Directory;

/// <summary>Reads the next chunk of a group's members, rendered as in the group's representation.</summary>
[GenerateSerializer, Immutable, Alias("scim.ReadMembers")]
public sealed record ReadMembers
{
    /// <summary>The origin of the request.</summary>
    [Id(0)]
    public required RequestOrigin Origin { get; init; }

    /// <summary>The id of the group.</summary>
    [Id(1)]
    public required string Group { get; init; }

    /// <summary>The id of the last member of the previous chunk; empty for the first chunk.</summary>
    [Id(2)]
    public string After { get; init; } = "";

    /// <summary>The attributes to return.</summary>
    [Id(3)]
    public AttributeSelection Selection { get; init; } = AttributeSelection.Default;
}

/// <summary>A chunk of a group's members.</summary>
[GenerateSerializer, Immutable, Alias("scim.MembersChunk")]
public sealed record MembersChunk
{
    /// <summary>Members as comma-separated JSON objects in UTF-8; empty when there are no members.</summary>
    [Id(0)]
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>
    /// The value of <see cref="ReadMembers.After"/> for the next chunk; null when this is the last chunk.
    /// </summary>
    [Id(1)]
    public string? Next { get; init; }
}

/// <summary>
/// A query for one page of a group's members as a list of its own: an extension of RFC 7644 with cursors as in RFC
/// 9865.
/// </summary>
[GenerateSerializer, Immutable, Alias("scim.MembersListQuery")]
public sealed record MembersListQuery
{
    /// <summary>The origin of the request.</summary>
    [Id(0)]
    public required RequestOrigin Origin { get; init; }

    /// <summary>The id of the group.</summary>
    [Id(1)]
    public required string Group { get; init; }

    /// <summary>A filter over the sub-attributes of <c>members</c>, or null to select all members.</summary>
    [Id(2)]
    public string? Filter { get; init; }

    /// <summary>
    /// The maximum number of members to return, or null for the default. Values below 0 are treated as 0.
    /// </summary>
    [Id(3)]
    public int? Count { get; init; }

    /// <summary>The cursor; empty for the first page.</summary>
    [Id(4)]
    public string Cursor { get; init; } = "";
}
