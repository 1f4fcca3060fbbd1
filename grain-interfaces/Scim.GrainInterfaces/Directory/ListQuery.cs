using Scim.GrainInterfaces.Resources;

namespace Scim.GrainInterfaces.Directory;

/// <summary>A query over resources (RFC 7644 section 3.4.2), parameters as the client sent them.</summary>
[GenerateSerializer, Immutable, Alias("scim.ListQuery")]
public sealed record ListQuery
{
    /// <summary>Who asks.</summary>
    [Id(0)]
    public required RequestOrigin Origin { get; init; }

    /// <summary>The resource type's name, or null to search all types.</summary>
    [Id(1)]
    public string? ResourceType { get; init; }

    /// <summary>The filter, or null for all.</summary>
    [Id(2)]
    public string? Filter { get; init; }

    /// <summary>The attribute to sort by, or null for the order of creation.</summary>
    [Id(3)]
    public string? SortBy { get; init; }

    /// <summary>Sort downwards.</summary>
    [Id(4)]
    public bool IsDescending { get; init; }

    /// <summary>The 1-based index of the first resource, or null; less than 1 counts as 1.</summary>
    [Id(5)]
    public int? StartIndex { get; init; }

    /// <summary>The largest number of resources wanted, or null; less than 0 counts as 0.</summary>
    [Id(6)]
    public int? Count { get; init; }

    /// <summary>The cursor (RFC 9865): empty for the first page, null for paging by index.</summary>
    [Id(8)]
    public string? Cursor { get; init; }

    /// <summary>Which attributes the resources hold.</summary>
    [Id(7)]
    public AttributeSelection Selection { get; init; } = AttributeSelection.Default;
}
