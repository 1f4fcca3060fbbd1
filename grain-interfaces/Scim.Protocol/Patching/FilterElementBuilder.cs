using System.Text.Json.Nodes;
using Scim.Protocol.Filters;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Patching;

/// <summary>
/// Builds the value that a path's filter describes, such as for <c>emails[type eq "work"].value</c> on a user without a
/// work address (Entra ID).
/// </summary>
internal static class FilterElementBuilder
{
    /// <summary>
    /// Builds a value from the constants of the filter's <c>eq</c> comparisons. Returns null if these comparisons do
    /// not fully describe a value.
    /// </summary>
    public static JsonObject? BuildElement(Filter filter)
    {
        JsonObject element = [];
        return TryCollectValues(filter, element) && FilterEvaluator.IsElementMatch(filter, element) ? element : null;
    }

    private static bool TryCollectValues(Filter filter, JsonObject element)
    {
        switch (filter)
        {
            case Filter.And(var left, var right):
                return TryCollectValues(left, element) && TryCollectValues(right, element);
            case Filter.Compare { Op: CompareOp.Eq, Path.Leaf: var leaf, Value: var value }
                when leaf.Mutability != Mutability.ReadOnly:
                element[leaf.Name] = CreateNode(value);
                return element[leaf.Name] is not null;
            default:
                return false;
        }
    }

    private static JsonValue? CreateNode(FilterValue value) =>
        value switch
        {
            FilterValue.Text(var text) => text.Length == 0 ? null : JsonValue.Create(text),
            FilterValue.Boolean(var flag) => JsonValue.Create(flag),
            FilterValue.Integer(var whole) => JsonValue.Create(whole),
            FilterValue.Decimal(var real) => JsonValue.Create(real),
            FilterValue.DateTime(var instant) => JsonValue.Create(ScimDateTime.Format(instant)),
            _ => null,
        };
}
