using Scim.Protocol.Errors;

namespace Scim.Protocol.Bulk;

/// <summary>What came of one operation.</summary>
public sealed record BulkResult
{
    /// <summary>The operation.</summary>
    public required BulkOperation Operation { get; init; }

    /// <summary>
    /// The HTTP status that it would have had on its own; not looked at when there is an <see cref="Error"/>.
    /// </summary>
    public int Status { get; init; }

    /// <summary>The resource's absolute URI; null where there is no resource.</summary>
    public string? Location { get; init; }

    /// <summary>The resource's entity tag; null where there is no resource.</summary>
    public string? Version { get; init; }

    /// <summary>What went wrong, or null.</summary>
    public ScimError? Error { get; init; }
}
