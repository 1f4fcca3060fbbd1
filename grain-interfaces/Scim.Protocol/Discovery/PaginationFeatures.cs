namespace Scim.Protocol.Discovery;

/// <summary>How long lists are paged (RFC 9865 section 4).</summary>
public sealed record PaginationFeatures
{
    /// <summary>Whether cursor-based pagination is supported.</summary>
    public bool Cursor { get; init; }

    /// <summary>Whether index-based pagination is supported.</summary>
    public bool Index { get; init; } = true;

    /// <summary>
    /// The pagination method for requests that do not specify one: <c>index</c> or <c>cursor</c>. Omitted if null.
    /// </summary>
    public string? DefaultPaginationMethod { get; init; } = "index";

    /// <summary>The page size for requests that do not specify one. Omitted if null.</summary>
    public int? DefaultPageSize { get; init; }

    /// <summary>The maximum page size. Omitted if null.</summary>
    public int? MaxPageSize { get; init; }

    /// <summary>The lifetime of a cursor in seconds. Omitted if null.</summary>
    public int? CursorTimeout { get; init; }
}
