using System.Text.Json.Nodes;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Filters;

/// <summary>
/// Decides filters in memory: on resources in the form clients see them, and on single values of a complex attribute for PATCH paths. It
/// defines what the translation to SQL must select. Names in the documents are spelt as in the schema; null, empty text, empty lists
/// and empty objects count as no value (RFC 7643 section 2.5).
/// </summary>
public static class FilterEvaluator
{
    /// <summary>Whether <paramref name="representation"/>, with its <c>schemas</c> and <c>meta</c>, satisfies <paramref name="filter"/>.</summary>
    public static bool Matches(Filter filter, JsonObject representation)
    {
        ArgumentNullException.ThrowIfNull(representation);
        return filter switch
        {
            Filter.And(var left, var right) => Matches(left, representation) && Matches(right, representation),
            Filter.Or(var left, var right) => Matches(left, representation) || Matches(right, representation),
            Filter.Not(var inner) => !Matches(inner, representation),
            Filter.Present(var path) => DocumentValues.Of(representation, path).Any(v => Has(v, path.Sub)),
            Filter.Compare(var path, var op, var value) => Compare(DocumentValues.Of(representation, path), path, op, value),
            Filter.ValuePath(var path, var inner) =>
                DocumentValues.Of(representation, path).Any(v => v is JsonObject element && MatchesElement(inner, element)),
            _ => throw new ArgumentOutOfRangeException(nameof(filter)),
        };
    }

    /// <summary>Whether one value of a complex attribute satisfies the filter that stands in square brackets after the attribute.</summary>
    public static bool MatchesElement(Filter inner, JsonObject element)
    {
        ArgumentNullException.ThrowIfNull(element);
        return inner switch
        {
            Filter.And(var left, var right) => MatchesElement(left, element) && MatchesElement(right, element),
            Filter.Or(var left, var right) => MatchesElement(left, element) || MatchesElement(right, element),
            Filter.Not(var negated) => !MatchesElement(negated, element),
            Filter.Present(var path) => Has(element, path.Sub),
            Filter.Compare(var path, var op, var value) => Compare([element], path, op, value),
            _ => throw new ArgumentOutOfRangeException(nameof(inner)),
        };
    }

    private static bool Compare(IEnumerable<JsonNode> values, AttributePath path, CompareOp op, FilterValue constant)
    {
        if (constant is FilterValue.Null) return values.Any(v => Has(v, path.Sub)) == (op == CompareOp.Ne);
        bool none = true;
        foreach (JsonNode value in values)
        {
            none = false;
            bool satisfied = path.Sub is null
                ? ValueComparer.Satisfies(value, path.Attribute, op, constant)
                : CompareSub(value, path.Sub, op, constant);
            if (satisfied) return true;
        }

        // What has no value is not equal to anything.
        return none && op == CompareOp.Ne;
    }

    private static bool CompareSub(JsonNode value, AttributeDefinition sub, CompareOp op, FilterValue constant)
    {
        bool none = true;
        foreach (JsonNode inner in DocumentValues.Under(value, sub.Name))
        {
            none = false;
            if (ValueComparer.Satisfies(inner, sub, op, constant)) return true;
        }

        return none && op == CompareOp.Ne;
    }

    private static bool Has(JsonNode value, AttributeDefinition? sub) => sub is null || DocumentValues.Under(value, sub.Name).Any();
}
