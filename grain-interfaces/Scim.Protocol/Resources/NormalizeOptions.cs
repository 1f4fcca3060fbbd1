using System.Text.Json.Nodes;
using Scim.Protocol.Json;

namespace Scim.Protocol.Resources;

/// <summary>The input of <see cref="ResourceNormalizer"/> in addition to the body.</summary>
public sealed record NormalizeOptions
{
    /// <summary>The options for a POST with default limits and without an id.</summary>
    public static NormalizeOptions Default { get; } = new();

    /// <summary>The limits for the body.</summary>
    public JsonLimits Limits { get; init; } = JsonLimits.Default;

    /// <summary>
    /// The id of the resource, which becomes the document's <c>id</c>. If null, the document has no id. An id in the
    /// body is readOnly and always ignored (RFC 7644 section 3.5.1).
    /// </summary>
    public string? ExpectedId { get; init; }

    /// <summary>
    /// For a PUT: the current canonical document. An immutable attribute with a value must keep it (RFC 7644 section
    /// 3.5.1), and retains it if the body omits the attribute. Null for a POST.
    /// </summary>
    public JsonObject? Current { get; init; }

    /// <summary>
    /// Whether a user's document always has a value of <c>active</c>: a body without one keeps the current value, and a
    /// new user is active.
    /// </summary>
    public bool CompletesActive { get; init; }
}
