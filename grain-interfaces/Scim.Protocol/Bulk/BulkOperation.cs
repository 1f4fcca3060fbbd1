using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Bulk;

/// <summary>
/// One operation of a bulk request (RFC 7644 section 3.7), read but not carried out. Where <see cref="Error"/> is set,
/// the operation can only be answered with it, and the other members say no more than what could be read.
/// </summary>
public sealed record BulkOperation
{
    /// <summary>Its place in the request, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The method as the client wrote it, for the answer; empty when there is none.</summary>
    public string MethodName { get; init; } = "";

    /// <summary>The method.</summary>
    public BulkMethod Method { get; init; }

    /// <summary>
    /// The client's name for the resource; needed by POST, echoed otherwise. Null when there is none.
    /// </summary>
    public string? BulkId { get; init; }

    /// <summary>The entity tag that the resource must have, or null.</summary>
    public string? Version { get; init; }

    /// <summary>The resource type that the path names.</summary>
    public ResourceType? Type { get; init; }

    /// <summary>
    /// The resource that the path names, an id or a reference such as <c>bulkId:u1</c>; null with POST.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>The body; null with DELETE.</summary>
    public JsonObject? Data { get; init; }

    /// <summary>Why the operation cannot be carried out, or null.</summary>
    public ScimError? Error { get; init; }
}
