using System.Collections.Frozen;

namespace Scim.Protocol.Schema;

/// <summary>A schema: a URN and its attributes (RFC 7643 section 7). Immutable and thread-safe.</summary>
public sealed record SchemaDefinition
{
    private readonly FrozenDictionary<string, AttributeDefinition> _byName = FrozenDictionary<
        string,
        AttributeDefinition
    >.Empty;
    private readonly IReadOnlyList<AttributeDefinition> _attributes = [];

    /// <summary>The URN.</summary>
    public required string Id { get; init; }

    /// <summary>The display name.</summary>
    public string Name { get; init; } = "";

    /// <summary>A short description.</summary>
    public string Description { get; init; } = "";

    /// <summary>The attributes, in output order.</summary>
    public IReadOnlyList<AttributeDefinition> Attributes
    {
        get => _attributes;
        init
        {
            _attributes = value;
            _byName = value.ToFrozenDictionary(a => a.Name, StringComparer.OrdinalIgnoreCase);
        }
    }

    /// <summary>Returns the attribute called <paramref name="name"/>, ignoring case, or null.</summary>
    public AttributeDefinition? FindAttribute(string name) => _byName.GetValueOrDefault(name);
}
