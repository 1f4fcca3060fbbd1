using System.Collections.Frozen;

namespace Scim.Protocol.Schema;

/// <summary>
/// An attribute of a schema with all its characteristics (RFC 7643 section 7). Immutable and thread-safe.
/// </summary>
public sealed record AttributeDefinition
{
    private readonly FrozenDictionary<string, AttributeDefinition> _byName = FrozenDictionary<
        string,
        AttributeDefinition
    >.Empty;
    private readonly IReadOnlyList<AttributeDefinition> _subAttributes = [];

    /// <summary>
    /// The name as spelled in the schema. Attribute names are case-insensitive (RFC 7643 section 2.1).
    /// </summary>
    public required string Name { get; init; }

    /// <summary>The data type. Default: string.</summary>
    public AttributeType Type { get; init; } = AttributeType.String;

    /// <summary>Whether the attribute has multiple values.</summary>
    public bool MultiValued { get; init; }

    /// <summary>A short description.</summary>
    public string Description { get; init; } = "";

    /// <summary>Whether a resource without the attribute is rejected.</summary>
    public bool Required { get; init; }

    /// <summary>The suggested values. Empty if there are none.</summary>
    public IReadOnlyList<string> CanonicalValues { get; init; } = [];

    /// <summary>Whether string values are case-sensitive.</summary>
    public bool CaseExact { get; init; }

    /// <summary>
    /// Whether the value is the name of a resource: userName of a user, displayName of a group. It is stored without
    /// redundant whitespace (<see cref="TextFolding.CollapseWhitespace"/>), and compared without regard to it.
    /// </summary>
    public bool IsName { get; init; }

    /// <summary>When a client can set the attribute.</summary>
    public Mutability Mutability { get; init; } = Mutability.ReadWrite;

    /// <summary>When the attribute is returned.</summary>
    public Returned Returned { get; init; } = Returned.Default;

    /// <summary>The scope in which values must be unique.</summary>
    public Uniqueness Uniqueness { get; init; } = Uniqueness.None;

    /// <summary>
    /// For <see cref="AttributeType.Reference"/>: the names of the resource types, <c>external</c> or <c>uri</c>.
    /// </summary>
    public IReadOnlyList<string> ReferenceTypes { get; init; } = [];

    /// <summary>
    /// Whether the attribute belongs to a custom schema of a tenant. If so, its <see cref="CanonicalValues"/> and
    /// <see cref="ReferenceTypes"/> are enforced; in the RFC's schemas they are only suggestions.
    /// </summary>
    public bool IsCustom { get; init; }

    /// <summary>
    /// For a custom reference to resources: the endpoints, without a slash, of the types in
    /// <see cref="ReferenceTypes"/>. Null if some of them are unknown.
    /// </summary>
    public IReadOnlyList<string>? ReferenceEndpoints { get; init; }

    /// <summary>For <see cref="AttributeType.Complex"/>: the sub-attributes. Otherwise empty.</summary>
    public IReadOnlyList<AttributeDefinition> SubAttributes
    {
        get => _subAttributes;
        init
        {
            _subAttributes = value;
            _byName = value.ToFrozenDictionary(a => a.Name, StringComparer.OrdinalIgnoreCase);
        }
    }

    /// <summary>Whether the attribute is a list of plain values.</summary>
    /// <remarks>
    /// RFC 7644 section 3.5.2 selects values of every multi-valued attribute by sub-attributes. For a plain value, this
    /// is <c>value</c>, which stands for the value itself.
    /// </remarks>
    public bool IsPlainList => MultiValued && Type != AttributeType.Complex;

    /// <summary>
    /// Whether <paramref name="name"/> stands for a plain value of the list: <c>value</c>, ignoring case.
    /// </summary>
    public bool IsImpliedValue(string name) => IsPlainList && name.Equals("value", StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the sub-attribute called <paramref name="name"/>, ignoring case, or null.</summary>
    public AttributeDefinition? FindSubAttribute(string name) => _byName.GetValueOrDefault(name);
}
