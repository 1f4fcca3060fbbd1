using System.Text.Json.Nodes;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Resources;

/// <summary>The rules for the values of a multi-valued attribute (RFC 7643 section 2.4).</summary>
internal static class MultiValuedAttribute
{
    /// <summary>The name of the sub-attribute that may be true for at most one value.</summary>
    public const string Primary = "primary";

    /// <summary>Whether a value is the primary one.</summary>
    public static bool IsPrimary(JsonNode? element) =>
        element is JsonObject obj
        && obj.TryGetPropertyValue(Primary, out JsonNode? value)
        && JsonNodeReader.TryGetBoolean(value, out bool flag)
        && flag;

    /// <summary>
    /// Whether a value consists of its labels <c>type</c> and <c>primary</c>, or of nothing, so that there is nothing
    /// to label. A custom attribute without <c>value</c> may use these names for its data.
    /// </summary>
    public static bool HasLabelsOnly(AttributeDefinition attribute, JsonObject element) =>
        element.Count == 0
        || (
            element.All(p => p.Key is "type" or Primary)
            && (!attribute.IsCustom || attribute.FindSubAttribute("value") is not null)
        );

    /// <summary>Collapses equal values and keeps only the first primary value primary.</summary>
    public static void Normalize(JsonArray values)
    {
        if (values.Count < 2)
            return;
        CollapseEqual(values);
        if (values.FirstOrDefault(IsPrimary) is not { } first || !KeepOnlyPrimary(values, first))
            return;

        // Two values may have differed only in primary.
        CollapseEqual(values);
    }

    /// <summary>
    /// Sets primary to false in every value except <paramref name="primary"/>. Returns whether a value changed.
    /// </summary>
    public static bool KeepOnlyPrimary(JsonArray values, JsonNode primary)
    {
        bool reset = false;
        foreach (JsonNode? element in values)
        {
            if (ReferenceEquals(element, primary) || !IsPrimary(element))
                continue;
            element![Primary] = false;
            reset = true;
        }

        return reset;
    }

    /// <summary>
    /// Removes values that equal an earlier one. The order of their members is ignored, since a change may have
    /// reordered them.
    /// </summary>
    public static void CollapseEqual(JsonArray values)
    {
        if (values.Count < 2)
            return;
        HashSet<string> seen = new(values.Count, StringComparer.Ordinal);
        for (int i = 0; i < values.Count; i++)
            if (!seen.Add(GetComparisonKey(values[i]!)))
                values.RemoveAt(i--);
    }

    private static string GetComparisonKey(JsonNode value) =>
        value is JsonObject members
            ? string.Join(
                ',',
                members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}:{m.Value?.ToJsonString()}")
            )
            : value.ToJsonString();
}
