using System.Text.Json.Nodes;

namespace Scim.Protocol.Resources;

/// <summary>
/// The result of <see cref="ResourceNormalizer"/> for a POST or PUT body: the canonical document and the parts that are
/// not stored in it.
/// </summary>
public sealed record NormalizedResource
{
    /// <summary>
    /// The canonical document: names and order of the schema, typed values, no unassigned or readOnly attributes, no
    /// members and no password.
    /// </summary>
    public required JsonObject Document { get; init; }

    /// <summary>
    /// The distinct members in a group body, or null if the body does not have the attribute at all.
    /// </summary>
    public IReadOnlyList<MemberRef>? Members { get; init; }

    /// <summary>
    /// The password that the body sets, in plain text, or null. Hash or discard it immediately; never store or log it.
    /// </summary>
    public string? Password { get; init; }

    /// <summary>Whether the body removes the password by specifying the attribute without a value.</summary>
    public bool IsPasswordRemoved { get; init; }

    /// <summary>
    /// The ignored attributes (unknown or readOnly), as paths without values, for the log. At most 100 entries.
    /// </summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Those of <see cref="Ignored"/> that no schema of the resource type defines.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>Returns the type name only: the resource may contain a password.</summary>
    public override string ToString() => nameof(NormalizedResource);
}
