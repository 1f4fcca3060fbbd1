namespace Scim.Protocol.Discovery;

/// <summary>
/// The content of <c>/ServiceProviderConfig</c> (RFC 7643 section 5). Describes features without enabling them.
/// </summary>
public sealed record ServiceProviderFeatures
{
    /// <summary>Whether PATCH is supported.</summary>
    public bool Patch { get; init; } = true;

    /// <summary>Whether bulk requests are supported.</summary>
    public bool Bulk { get; init; }

    /// <summary>
    /// The maximum number of operations in a bulk request. Written even if bulk is not supported, as the RFC requires.
    /// </summary>
    public int BulkMaxOperations { get; init; }

    /// <summary>
    /// The maximum size of a bulk request body in bytes. Written even if bulk is not supported, as the RFC requires.
    /// </summary>
    public long BulkMaxPayloadSize { get; init; }

    /// <summary>Whether filters are supported.</summary>
    public bool Filter { get; init; } = true;

    /// <summary>The maximum number of resources in a response. Default: 200.</summary>
    public int FilterMaxResults { get; init; } = 200;

    /// <summary>Whether clients may change passwords.</summary>
    public bool ChangePassword { get; init; }

    /// <summary>Whether sorting is supported.</summary>
    public bool Sort { get; init; } = true;

    /// <summary>Whether entity tags are supported.</summary>
    public bool Etag { get; init; } = true;

    /// <summary>The URL of the service's documentation, or null.</summary>
    public string? DocumentationUri { get; init; }

    /// <summary>The pagination features (RFC 9865), or null to omit them.</summary>
    public PaginationFeatures? Pagination { get; init; }
}
