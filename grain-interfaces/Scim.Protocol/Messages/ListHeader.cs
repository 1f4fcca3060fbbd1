namespace Scim.Protocol.Messages;

/// <summary>The pagination values of a ListResponse (RFC 7644 section 3.4.2, RFC 9865 section 2).</summary>
public sealed record ListHeader
{
    /// <summary>
    /// The total number of matching resources. Null if it is not computed, which RFC 9865 allows with cursors.
    /// </summary>
    public long? TotalResults { get; init; }

    /// <summary>The 1-based index of the first resource on the page. Null with cursors.</summary>
    public int? StartIndex { get; init; }

    /// <summary>
    /// The number of resources on the page. If null, the writer counts them and writes the number after the list.
    /// </summary>
    public int? ItemsPerPage { get; init; }

    /// <summary>The cursor of the next page. Null on the last page and with index-based pagination.</summary>
    public string? NextCursor { get; init; }

    /// <summary>The cursor of the previous page. Null on the first page and with index-based pagination.</summary>
    public string? PreviousCursor { get; init; }
}
