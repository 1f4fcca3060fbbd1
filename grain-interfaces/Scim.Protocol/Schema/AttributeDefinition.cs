using System.Collections.Frozen;

namespace Scim.Protocol.Schema;

/// <summary>
/// One attribute of a schema with all its characteristics (RFC 7643 section 7). Immutable, safe to share.
/// </summary>
public sealed record AttributeDefinition
{
    private readonly FrozenDictionary<string, AttributeDefinition> _byName = FrozenDictionary<
        string,
        AttributeDefinition
    >.Empty;
    private readonly IReadOnlyList<AttributeDefinition> _subAttributes = [];

    /// <summary>
    /// The name as the schema spells it; names compare without regard to case (RFC 7643 section 2.1).
    /// </summary>
    public required string Name { get; init; }

    /// <summary>The data type.</summary>
    public AttributeType Type { get; init; } = AttributeType.String;

    /// <summary>Whether it holds a list of values.</summary>
    public bool MultiValued { get; init; }

    /// <summary>What it is for, in a sentence.</summary>
    public string Description { get; init; } = "";

    /// <summary>Whether a resource without it is refused.</summary>
    public bool Required { get; init; }

    /// <summary>The values a client is advised to use; empty when there are none.</summary>
    public IReadOnlyList<string> CanonicalValues { get; init; } = [];

    /// <summary>Whether text compares with regard to case.</summary>
    public bool CaseExact { get; init; }

    /// <summary>When a client may set it.</summary>
    public Mutability Mutability { get; init; } = Mutability.ReadWrite;

    /// <summary>When it is part of an answer.</summary>
    public Returned Returned { get; init; } = Returned.Default;

    /// <summary>How far values must be unique.</summary>
    public Uniqueness Uniqueness { get; init; } = Uniqueness.None;

    /// <summary>
    /// For <see cref="AttributeType.Reference"/>: resource type names, <c>external</c> or <c>uri</c>.
    /// </summary>
    public IReadOnlyList<string> ReferenceTypes { get; init; } = [];

    /// <summary>
    /// Whether a tenant declared it. Its <see cref="CanonicalValues"/> and <see cref="ReferenceTypes"/> bind clients
    /// then, while those of the RFC's schemas only advise them.
    /// </summary>
    public bool IsCustom { get; init; }

    /// <summary>
    /// For a declared reference to resources: the endpoints, without a slash, of the types in
    /// <see cref="ReferenceTypes"/>; null where some are not known.
    /// </summary>
    public IReadOnlyList<string>? ReferenceEndpoints { get; init; }

    /// <summary>For <see cref="AttributeType.Complex"/>: the sub-attributes; empty otherwise.</summary>
    public IReadOnlyList<AttributeDefinition> SubAttributes
    {
        get => _subAttributes;
        init
        {
            _subAttributes = value;
            _byName = value.ToFrozenDictionary(a => a.Name, StringComparer.OrdinalIgnoreCase);
        }
    }

    /// <summary>The sub-attribute called <paramref name="name"/> in any case, or null.</summary>
    public AttributeDefinition? FindSubAttribute(string name) => _byName.GetValueOrDefault(name);
}
