using System.Text;
using System.Text.Json;

namespace Scim.Protocol.Resources;

/// <summary>
/// What happens to one property of a representation: all of it is written, nothing, or what rules for its parts let
/// through.
/// </summary>
internal sealed class ProjectionRule
{
    private readonly Dictionary<string, ProjectionRule> _parts = new(
        StringComparer.OrdinalIgnoreCase
    );
    private (byte[] Name, ProjectionRule Rule)[] _compiled = [];

    private ProjectionRule(ProjectionRule? others) => DefaultRule = others ?? this;

    /// <summary>Everything is written.</summary>
    public static ProjectionRule Include { get; } = new(others: null);

    /// <summary>Nothing is written.</summary>
    public static ProjectionRule Omit { get; } = new(others: null);

    /// <summary>What applies to parts without a rule of their own.</summary>
    public ProjectionRule DefaultRule { get; private init; }

    /// <summary>A rule by parts.</summary>
    /// <param name="others">What applies to parts that get no rule.</param>
    public static ProjectionRule CreateForParts(ProjectionRule others) => new(others);

    /// <summary>Gives a part its rule.</summary>
    public void SetRule(string part, ProjectionRule rule) => _parts[part] = rule;

    /// <summary>The rule of a part, by its name in any case.</summary>
    public ProjectionRule GetRule(string part) => _parts.GetValueOrDefault(part) ?? DefaultRule;

    /// <summary>
    /// The rule of the part whose name the reader stands on; documents spell names as the schema does.
    /// </summary>
    public ProjectionRule GetRule(in Utf8JsonReader reader)
    {
        foreach ((byte[] name, ProjectionRule rule) in _compiled)
            if (reader.ValueTextEquals(name))
                return rule;
        return DefaultRule;
    }

    /// <summary>The simplest rule that means the same; after it no part may be set any more.</summary>
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
