namespace Scim.Protocol.Discovery;

/// <summary>How long lists are read page by page (RFC 9865 section 4).</summary>
public sealed record PaginationFeatures
{
    /// <summary>Whether paging by cursor is supported.</summary>
    public bool Cursor { get; init; }

    /// <summary>Whether paging by index is supported.</summary>
    public bool Index { get; init; } = true;

    /// <summary>
    /// The method used when the request names none: <c>index</c> or <c>cursor</c>; null is not written.
    /// </summary>
    public string? DefaultPaginationMethod { get; init; } = "index";

    /// <summary>The number of resources on a page when the request names none; null is not written.</summary>
    public int? DefaultPageSize { get; init; }

    /// <summary>The largest number of resources on a page; null is not written.</summary>
    public int? MaxPageSize { get; init; }

    /// <summary>How long a cursor stays valid, in seconds; null is not written.</summary>
    public int? CursorTimeout { get; init; }
}
