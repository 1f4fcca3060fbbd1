using System.Text.Json.Nodes;
using Scim.Protocol.Patching;

namespace Scim.Grains.Resources;

/// <summary>What a request makes of a resource, before it is committed.</summary>
/// <param name="Document">The canonical document.</param>
/// <param name="Changed">Names of the attributes that differ; empty when the document stays as it is.</param>
/// <param name="Members">What happens to a group's members, in order.</param>
internal sealed record ResourceChange(JsonObject Document, IReadOnlyList<string> Changed, IReadOnlyList<MemberEdit> Members)
{
    /// <summary>The password that is set, in clear, or null. It goes no further than into its hash.</summary>
    public string? Password { get; init; }

    /// <summary>Whether the password is taken away.</summary>
    public bool PasswordRemoved { get; init; }

    /// <summary>Whether this is somebody's POST that became the resource.</summary>
    public bool Adopts { get; init; }

    /// <summary>Whether an administrator asks rather than an identity provider; looked at in what creates or adopts.</summary>
    public bool Local { get; init; }

    /// <summary>Never prints the resource: it may hold a password.</summary>
    public override string ToString() => nameof(ResourceChange);
}
