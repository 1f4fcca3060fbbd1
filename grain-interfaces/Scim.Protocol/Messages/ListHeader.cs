namespace Scim.Protocol.Messages;

/// <summary>The numbers around a list of resources (RFC 7644 section 3.4.2, RFC 9865 section 2).</summary>
public sealed record ListHeader
{
    /// <summary>
    /// How many resources match in all; null where that is not computed (RFC 9865 allows it with cursors).
    /// </summary>
    public long? TotalResults { get; init; }

    /// <summary>The 1-based index of the first resource of the page; null with cursors.</summary>
    public int? StartIndex { get; init; }

    /// <summary>How many resources the page holds; null lets the writer count them and say so after the list.</summary>
    public int? ItemsPerPage { get; init; }

    /// <summary>The cursor of the next page; null on the last one and with index paging.</summary>
    public string? NextCursor { get; init; }

    /// <summary>The cursor of the page before; null on the first one and with index paging.</summary>
    public string? PreviousCursor { get; init; }
}
