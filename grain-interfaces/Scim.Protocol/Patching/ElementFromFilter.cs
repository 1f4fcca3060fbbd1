using System.Text.Json.Nodes;
using Scim.Protocol.Filters;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Patching;

/// <summary>Makes the value that a path's filter describes: <c>emails[type eq "work"].value</c> on a user without one (Entra ID).</summary>
internal static class ElementFromFilter
{
    /// <summary>
    /// A value with the constants of the filter's <c>eq</c> comparisons; null when the filter does not describe one value by them alone.
    /// </summary>
    public static JsonObject? Build(Filter filter)
    {
        JsonObject element = [];
        return Collect(filter, element) && FilterEvaluator.MatchesElement(filter, element) ? element : null;
    }

    private static bool Collect(Filter filter, JsonObject element)
    {
        switch (filter)
        {
            case Filter.And(var left, var right):
                return Collect(left, element) && Collect(right, element);
            case Filter.Compare { Op: CompareOp.Eq, Path.Leaf: var leaf, Value: var value } when leaf.Mutability != Mutability.ReadOnly:
                element[leaf.Name] = Node(value);
                return element[leaf.Name] is not null;
            default:
                return false;
        }
    }

    private static JsonValue? Node(FilterValue value) => value switch
    {
        FilterValue.Text(var text) => text.Length == 0 ? null : JsonValue.Create(text),
        FilterValue.Flag(var flag) => JsonValue.Create(flag),
        FilterValue.Whole(var whole) => JsonValue.Create(whole),
        FilterValue.Real(var real) => JsonValue.Create(real),
        FilterValue.Instant(var instant) => JsonValue.Create(ScimDateTime.Format(instant)),
        _ => null,
    };
}
