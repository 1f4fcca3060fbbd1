using System.Text;
using System.Text.Json;

namespace Scim.Protocol.Resources;

/// <summary>
/// The rule for a property of a representation: write all of it, nothing, or the parts that have their own rules.
/// </summary>
internal sealed class ProjectionRule
{
    private readonly Dictionary<string, ProjectionRule> _parts = new(StringComparer.OrdinalIgnoreCase);
    private (byte[] Name, ProjectionRule Rule)[] _compiled = [];

    private ProjectionRule(ProjectionRule? others) => DefaultRule = others ?? this;

    /// <summary>Writes everything.</summary>
    public static ProjectionRule Include { get; } = new(others: null);

    /// <summary>Writes nothing.</summary>
    public static ProjectionRule Omit { get; } = new(others: null);

    /// <summary>The rule for parts without a rule of their own.</summary>
    public ProjectionRule DefaultRule { get; private init; }

    /// <summary>Creates a rule with separate rules for the parts.</summary>
    /// <param name="others">The rule for parts without a rule of their own.</param>
    public static ProjectionRule CreateForParts(ProjectionRule others) => new(others);

    /// <summary>Sets the rule for a part.</summary>
    public void SetRule(string part, ProjectionRule rule) => _parts[part] = rule;

    /// <summary>Returns the rule for a part. The name is case-insensitive.</summary>
    public ProjectionRule GetRule(string part) => _parts.GetValueOrDefault(part) ?? DefaultRule;

    /// <summary>
    /// Returns the rule for the part at the reader's current property name. Documents spell names as in the schema.
    /// </summary>
    public ProjectionRule GetRule(in Utf8JsonReader reader)
    {
        foreach ((byte[] name, ProjectionRule rule) in _compiled)
            if (reader.ValueTextEquals(name))
                return rule;
        return DefaultRule;
    }

    /// <summary>Returns the simplest equivalent rule. Afterwards no rule may be set.</summary>
    public ProjectionRule Compile()
    {
        if (ReferenceEquals(DefaultRule, this))
            return this;
        foreach ((string part, ProjectionRule rule) in _parts.ToList())
        {
            ProjectionRule compiled = rule.Compile();
            if (ReferenceEquals(compiled, DefaultRule))
                _parts.Remove(part);
            else
                _parts[part] = compiled;
        }

        if (_parts.Count == 0)
            return DefaultRule;
        _compiled = [.. _parts.Select(p => (Encoding.UTF8.GetBytes(p.Key), p.Value))];
        return this;
    }
}
