using System.Collections.Frozen;

namespace Scim.Protocol.Schema;

/// <summary>A schema: a URN and its attributes (RFC 7643 section 7). Immutable, safe to share.</summary>
public sealed record SchemaDefinition
{
    private readonly FrozenDictionary<string, AttributeDefinition> _byName = FrozenDictionary<
        string,
        AttributeDefinition
    >.Empty;
    private readonly IReadOnlyList<AttributeDefinition> _attributes = [];

    /// <summary>The URN.</summary>
    public required string Id { get; init; }

    /// <summary>The schema's readable name.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it is for, in a sentence.</summary>
    public string Description { get; init; } = "";

    /// <summary>The attributes, in the order in which they are written.</summary>
    public IReadOnlyList<AttributeDefinition> Attributes
    {
        get => _attributes;
        init
        {
            _attributes = value;
            _byName = value.ToFrozenDictionary(a => a.Name, StringComparer.OrdinalIgnoreCase);
        }
    }

    /// <summary>The attribute called <paramref name="name"/> in any case, or null.</summary>
    public AttributeDefinition? FindAttribute(string name) => _byName.GetValueOrDefault(name);
}
