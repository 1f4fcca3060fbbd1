using System.Text.Json.Nodes;
using Scim.Protocol.Patching;

namespace Scim.Grains.Resources;

/// <summary>What a request makes of a resource, before it is committed.</summary>
/// <param name="Document">The canonical document.</param>
/// <param name="ChangedAttributes">Names of the attributes that differ; empty when the document stays as it is.</param>
/// <param name="MemberEdits">What happens to a group's members, in order.</param>
internal sealed record ResourceChange(
    JsonObject Document,
    IReadOnlyList<string> ChangedAttributes,
    IReadOnlyList<MemberEdit> MemberEdits
)
{
    /// <summary>The password that is set, in clear, or null. It goes no further than into its hash.</summary>
    public string? Password { get; init; }

    /// <summary>Whether the password is taken away.</summary>
    public bool IsPasswordRemoved { get; init; }

    /// <summary>Whether this is somebody's POST that became the resource.</summary>
    public bool IsMerge { get; init; }

    /// <summary>
    /// Whether an administrator asks rather than an identity provider; looked at in what creates or adopts.
    /// </summary>
    public bool IsLocal { get; init; }

    /// <summary>Never prints the resource: it may hold a password.</summary>
    public override string ToString() => nameof(ResourceChange);
}
