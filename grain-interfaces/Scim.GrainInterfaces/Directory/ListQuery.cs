using Scim.GrainInterfaces.Resources;

namespace Scim.GrainInterfaces.Directory;

/// <summary>A query over resources (RFC 7644 section 3.4.2), with the parameters as the client sent them.</summary>
[GenerateSerializer, Immutable, Alias("scim.ListQuery")]
public sealed record ListQuery
{
    /// <summary>The origin of the request.</summary>
    [Id(0)]
    public required RequestOrigin Origin { get; init; }

    /// <summary>The name of the resource type, or null to search all types.</summary>
    [Id(1)]
    public string? ResourceType { get; init; }

    /// <summary>The filter, or null to select all resources.</summary>
    [Id(2)]
    public string? Filter { get; init; }

    /// <summary>The attribute to sort by, or null to sort by creation time.</summary>
    [Id(3)]
    public string? SortBy { get; init; }

    /// <summary>Whether to sort in descending order.</summary>
    [Id(4)]
    public bool IsDescending { get; init; }

    /// <summary>The 1-based index of the first resource, or null. Values below 1 are treated as 1.</summary>
    [Id(5)]
    public int? StartIndex { get; init; }

    /// <summary>
    /// The maximum number of resources to return, or null for the default. Values below 0 are treated as 0.
    /// </summary>
    [Id(6)]
    public int? Count { get; init; }

    /// <summary>The cursor (RFC 9865): empty for the first page, null for index-based paging.</summary>
    [Id(8)]
    public string? Cursor { get; init; }

    /// <summary>The attributes to return.</summary>
    [Id(7)]
    public AttributeSelection Selection { get; init; } = AttributeSelection.Default;
}
