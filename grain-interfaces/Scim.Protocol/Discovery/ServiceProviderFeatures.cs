namespace Scim.Protocol.Discovery;

/// <summary>
/// What <c>/ServiceProviderConfig</c> tells clients (RFC 7643 section 5). Says what is so, switches nothing.
/// </summary>
public sealed record ServiceProviderFeatures
{
    /// <summary>Whether PATCH is supported.</summary>
    public bool Patch { get; init; } = true;

    /// <summary>Whether bulk requests are supported.</summary>
    public bool Bulk { get; init; }

    /// <summary>
    /// The largest number of operations in a bulk request. Written even without bulk: the RFC requires it.
    /// </summary>
    public int BulkMaxOperations { get; init; }

    /// <summary>The largest bulk request body, in bytes. Written even without bulk: the RFC requires it.</summary>
    public long BulkMaxPayloadSize { get; init; }

    /// <summary>Whether filters are supported.</summary>
    public bool Filter { get; init; } = true;

    /// <summary>The largest number of resources in one answer.</summary>
    public int FilterMaxResults { get; init; } = 200;

    /// <summary>Whether clients may change passwords.</summary>
    public bool ChangePassword { get; init; }

    /// <summary>Whether sorting is supported.</summary>
    public bool Sort { get; init; } = true;

    /// <summary>Whether entity tags are supported.</summary>
    public bool Etag { get; init; } = true;

    /// <summary>The address of a page for people about the service, or null.</summary>
    public string? DocumentationUri { get; init; }

    /// <summary>How lists are paged (RFC 9865), or null to say nothing about it.</summary>
    public PaginationFeatures? Pagination { get; init; }
}
