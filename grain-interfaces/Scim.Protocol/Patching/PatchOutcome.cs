using System.Text.Json.Nodes;

namespace Scim.Protocol.Patching;

/// <summary>
/// What a PATCH makes of a resource. Nothing of it is in the input: the caller commits it or drops it as a whole.
/// </summary>
public sealed record PatchOutcome
{
    /// <summary>The new canonical document.</summary>
    public required JsonObject Document { get; init; }

    /// <summary>
    /// Whether the document differs from the current one or a password is set. Membership does not count: whether
    /// <see cref="MemberEdits"/> change anything is known only where the members are.
    /// </summary>
    public bool IsChanged { get; init; }

    /// <summary>
    /// The attributes that differ, in the order of the document: names for core attributes, <c>urn:...:name</c> for
    /// those of extensions, and <c>password</c> when one is set. Without <c>members</c>.
    /// </summary>
    public IReadOnlyList<string> ChangedAttributes { get; init; } = [];

    /// <summary>
    /// What happens to a group's members, in the order of the request; to be folded with
    /// <see cref="Patching.MemberEdits.FoldEdits"/>.
    /// </summary>
    public IReadOnlyList<MemberEdit> MemberEdits { get; init; } = [];

    /// <summary>
    /// The password the request sets, in clear, or null. To be hashed or dropped at once, never stored or logged.
    /// </summary>
    public string? Password { get; init; }

    /// <summary>
    /// Whether the request takes the password away. Does not count as a change here: whether there is one is not in the
    /// document.
    /// </summary>
    public bool IsPasswordRemoved { get; init; }

    /// <summary>
    /// What was ignored (unknown keys, tolerated readOnly ones), as paths without values; for the log. At most 100.
    /// </summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Never prints the resource: it may hold a password.</summary>
    public override string ToString() => nameof(PatchOutcome);
}
