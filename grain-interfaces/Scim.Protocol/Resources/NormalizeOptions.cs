using System.Text.Json.Nodes;
using Scim.Protocol.Json;

namespace Scim.Protocol.Resources;

/// <summary>What <see cref="ResourceNormalizer"/> needs to know besides the body.</summary>
public sealed record NormalizeOptions
{
    /// <summary>The options of a POST with default limits and no id yet.</summary>
    public static NormalizeOptions Default { get; } = new();

    /// <summary>How much the body may hold.</summary>
    public JsonLimits Limits { get; init; } = JsonLimits.Default;

    /// <summary>
    /// The resource's id, which becomes the document's <c>id</c>; null leaves the document without one. An id in the
    /// body is readOnly and ignored, whether it differs or not (RFC 7644 section 3.5.1).
    /// </summary>
    public string? ExpectedId { get; init; }

    /// <summary>
    /// For a PUT: the canonical document as it is now. An immutable attribute that has a value must keep it (RFC 7644
    /// section 3.5.1), and keeps it when the body leaves it out. Null for a POST.
    /// </summary>
    public JsonObject? Current { get; init; }
}
