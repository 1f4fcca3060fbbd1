using System.Text.Json.Nodes;

namespace Scim.Protocol.Resources;

/// <summary>
/// A POST or PUT body after <see cref="ResourceNormalizer"/>: the canonical document and what does not belong into it.
/// </summary>
public sealed record NormalizedResource
{
    /// <summary>
    /// The canonical document: schema spelling and order, typed values, nothing unassigned, nothing readOnly, no
    /// members, no password.
    /// </summary>
    public required JsonObject Document { get; init; }

    /// <summary>
    /// The members a group body names, without repetitions; null when the body does not have the attribute at all.
    /// </summary>
    public IReadOnlyList<MemberRef>? Members { get; init; }

    /// <summary>
    /// The password the body sets, in clear, or null. To be hashed or dropped at once, never stored or logged.
    /// </summary>
    public string? Password { get; init; }

    /// <summary>Whether the body takes the password away: it names the attribute without a value.</summary>
    public bool IsPasswordRemoved { get; init; }

    /// <summary>
    /// The attributes that were ignored (unknown or readOnly), as paths without values; for the log. At most 100.
    /// </summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Never prints the resource: it may hold a password.</summary>
    public override string ToString() => nameof(NormalizedResource);
}
