using System.Text.Json.Nodes;

namespace Scim.Protocol.Patching;

/// <summary>
/// The result of applying a PATCH request. The input is not modified: the caller commits or discards the result as a
/// whole.
/// </summary>
public sealed record PatchOutcome
{
    /// <summary>The new canonical document.</summary>
    public required JsonObject Document { get; init; }

    /// <summary>
    /// Whether the document differs from the current one or a password is set. Membership is not considered: whether
    /// <see cref="MemberEdits"/> change anything is known only where the members are stored.
    /// </summary>
    public bool IsChanged { get; init; }

    /// <summary>
    /// The changed attributes, in document order: names for core attributes, <c>urn:...:name</c> for attributes of
    /// extensions, and <c>password</c> if one is set. Never contains <c>members</c>.
    /// </summary>
    public IReadOnlyList<string> ChangedAttributes { get; init; } = [];

    /// <summary>
    /// The changes to a group's members, in request order. Combine them with
    /// <see cref="Patching.MemberEdits.FoldEdits"/>.
    /// </summary>
    public IReadOnlyList<MemberEdit> MemberEdits { get; init; } = [];

    /// <summary>
    /// The password that the request sets, in plain text, or null. Hash or discard it immediately; never store or log
    /// it.
    /// </summary>
    public string? Password { get; init; }

    /// <summary>
    /// Whether the request removes the password. Not counted in <see cref="IsChanged"/>, because the document does not
    /// tell whether there is a password.
    /// </summary>
    public bool IsPasswordRemoved { get; init; }

    /// <summary>
    /// What was ignored (unknown keys and tolerated readOnly attributes), as paths without values, for the log. At most
    /// 100 entries.
    /// </summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Those of <see cref="Ignored"/> that no schema of the resource type defines.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>Returns the type name only: the resource may contain a password.</summary>
    public override string ToString() => nameof(PatchOutcome);
}
