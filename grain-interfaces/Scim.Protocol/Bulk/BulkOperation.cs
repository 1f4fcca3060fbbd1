using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Bulk;

/// <summary>
/// One parsed operation of a bulk request (RFC 7644 section 3.7). If <see cref="Error"/> is set, the operation must not
/// be executed, and the other properties hold only what could be read.
/// </summary>
public sealed record BulkOperation
{
    /// <summary>The zero-based position in the request.</summary>
    public required int Index { get; init; }

    /// <summary>The method as the client wrote it, echoed in the response. Empty if the client sent none.</summary>
    public string MethodName { get; init; } = "";

    /// <summary>The parsed method.</summary>
    public BulkMethod Method { get; init; }

    /// <summary>
    /// The client's temporary identifier of the resource. Required for POST and echoed in the response. Null if the
    /// client sent none.
    /// </summary>
    public string? BulkId { get; init; }

    /// <summary>The entity tag that the resource must have, or null.</summary>
    public string? Version { get; init; }

    /// <summary>The resource type that the path identifies.</summary>
    public ResourceType? Type { get; init; }

    /// <summary>
    /// The resource that the path identifies: an id or a reference such as <c>bulkId:u1</c>. Null for POST.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>The request body. Null for DELETE.</summary>
    public JsonObject? Data { get; init; }

    /// <summary>The reason the operation cannot be executed, or null.</summary>
    public ScimError? Error { get; init; }
}
