using Scim.Protocol.Errors;

namespace Scim.Protocol.Bulk;

/// <summary>The result of one bulk operation.</summary>
public sealed record BulkResult
{
    /// <summary>The operation.</summary>
    public required BulkOperation Operation { get; init; }

    /// <summary>
    /// The HTTP status that the equivalent single request would have returned. Ignored if <see cref="Error"/> is set.
    /// </summary>
    public int Status { get; init; }

    /// <summary>The absolute URI of the resource, or null if there is no resource.</summary>
    public string? Location { get; init; }

    /// <summary>The entity tag of the resource, or null if there is no resource.</summary>
    public string? Version { get; init; }

    /// <summary>The error, or null if the operation succeeded.</summary>
    public ScimError? Error { get; init; }
}
