using System.Text.Json.Nodes;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Filters;

/// <summary>
/// Evaluates filters in memory: against resources as clients see them, and against single values of a complex attribute
/// for PATCH paths.
/// </summary>
/// <remarks>
/// Defines the semantics that the translation to SQL must match. Names in the documents must be spelled as in the
/// schema. Null, empty strings, empty arrays and empty objects count as unassigned (RFC 7643 section 2.5).
/// </remarks>
public static class FilterEvaluator
{
    /// <summary>
    /// Whether <paramref name="representation"/>, including its <c>schemas</c> and <c>meta</c>, matches
    /// <paramref name="filter"/>.
    /// </summary>
    public static bool IsMatch(Filter filter, JsonObject representation)
    {
        ArgumentNullException.ThrowIfNull(representation);
        return filter switch
        {
            Filter.And(var left, var right) => IsMatch(left, representation) && IsMatch(right, representation),
            Filter.Or(var left, var right) => IsMatch(left, representation) || IsMatch(right, representation),
            Filter.Not(var inner) => !IsMatch(inner, representation),
            Filter.Present(var path) => DocumentValueReader
                .GetValues(representation, path)
                .Any(v => HasValue(v, path.Sub)),
            Filter.Compare(var path, var op, var value) => HasMatchingValue(
                DocumentValueReader.GetValues(representation, path),
                path,
                op,
                value
            ),
            Filter.ValuePath(var path, var inner) => DocumentValueReader
                .GetValues(representation, path)
                .Any(v => v is JsonObject element && IsElementMatch(inner, element)),
            _ => throw new ArgumentOutOfRangeException(nameof(filter)),
        };
    }

    /// <summary>
    /// Whether one value of a complex attribute, or of a list of plain values, matches the filter in the square
    /// brackets after the attribute.
    /// </summary>
    public static bool IsElementMatch(Filter inner, JsonNode element)
    {
        ArgumentNullException.ThrowIfNull(element);
        return inner switch
        {
            Filter.And(var left, var right) => IsElementMatch(left, element) && IsElementMatch(right, element),
            Filter.Or(var left, var right) => IsElementMatch(left, element) || IsElementMatch(right, element),
            Filter.Not(var negated) => !IsElementMatch(negated, element),
            Filter.Present(var path) => HasValue(element, path.Sub),
            Filter.Compare(var path, var op, var value) => HasMatchingValue([element], path, op, value),
            _ => throw new ArgumentOutOfRangeException(nameof(inner)),
        };
    }

    private static bool HasMatchingValue(
        IEnumerable<JsonNode> values,
        AttributePath path,
        CompareOp op,
        FilterValue constant
    )
    {
        if (constant is FilterValue.Null)
            return values.Any(v => HasValue(v, path.Sub)) == (op == CompareOp.Ne);
        bool none = true;
        foreach (JsonNode value in values)
        {
            none = false;
            bool satisfied = path.Sub is null
                ? FilterValueComparer.IsSatisfied(value, path.Attribute, op, constant)
                : HasMatchingSubValue(value, path.Sub, op, constant);
            if (satisfied)
                return true;
        }

        // An attribute without a value is not equal to anything.
        return none && op == CompareOp.Ne;
    }

    private static bool HasMatchingSubValue(JsonNode value, AttributeDefinition sub, CompareOp op, FilterValue constant)
    {
        bool none = true;
        foreach (JsonNode inner in DocumentValueReader.GetMemberValues(value, sub.Name))
        {
            none = false;
            if (FilterValueComparer.IsSatisfied(inner, sub, op, constant))
                return true;
        }

        return none && op == CompareOp.Ne;
    }

    private static bool HasValue(JsonNode value, AttributeDefinition? sub) =>
        sub is null || DocumentValueReader.GetMemberValues(value, sub.Name).Any();
}
