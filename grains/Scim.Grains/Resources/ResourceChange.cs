using System.Text.Json.Nodes;
using Scim.Protocol.Patching;

namespace Scim.Grains.Resources;

/// <summary>The change that a request makes to a resource, before it is committed.</summary>
/// <param name="Document">The canonical document.</param>
/// <param name="ChangedAttributes">The names of the attributes that differ; empty when the document is
/// unchanged.</param>
/// <param name="MemberEdits">The changes to a group's members, in the order of the request.</param>
internal sealed record ResourceChange(
    JsonObject Document,
    IReadOnlyList<string> ChangedAttributes,
    IReadOnlyList<MemberEdit> MemberEdits
)
{
    /// <summary>The new password in clear text, or null. It is only passed to the hasher.</summary>
    public string? Password { get; init; }

    /// <summary>Whether the password is removed.</summary>
    public bool IsPasswordRemoved { get; init; }

    /// <summary>Whether a POST request is merged into this existing resource.</summary>
    public bool IsMerge { get; init; }

    /// <summary>
    /// Whether the request comes from an administrator rather than an identity provider. Evaluated for creates and
    /// merges.
    /// </summary>
    public bool IsLocal { get; init; }

    /// <summary>
    /// The ignored attributes and extensions of the request that no schema of the resource type defines, as paths
    /// without values.
    /// </summary>
    public IReadOnlyList<string> UnknownAttributes { get; init; } = [];

    /// <summary>Returns the type's name only, because the document and the password are personal data.</summary>
    public override string ToString() => nameof(ResourceChange);
}
