using System.Text.Json.Nodes;
using Scim.Protocol.Json;

namespace Scim.Protocol.Resources;

/// <summary>The rules for the values of a multi-valued attribute as a whole (RFC 7643 section 2.4).</summary>
internal static class MultiValuedAttribute
{
    /// <summary>The name of the sub-attribute that at most one value has as true.</summary>
    public const string Primary = "primary";

    /// <summary>Whether a value is marked as the primary one.</summary>
    public static bool IsPrimary(JsonNode? element) =>
        element is JsonObject obj
        && obj.TryGetPropertyValue(Primary, out JsonNode? mark)
        && JsonNodeReader.TryGetBoolean(mark, out bool flag)
        && flag;

    /// <summary>Collapses equal values and leaves the first primary one as the only one.</summary>
    public static void Normalize(JsonArray values)
    {
        if (values.Count < 2)
            return;
        CollapseEqual(values);
        if (values.FirstOrDefault(IsPrimary) is not { } first || !KeepOnlyPrimary(values, first))
            return;

        // Two values may have differed in their mark alone.
        CollapseEqual(values);
    }

    /// <summary>
    /// Resets the mark of every value but <paramref name="winner"/>; says whether there was one to reset.
    /// </summary>
    public static bool KeepOnlyPrimary(JsonArray values, JsonNode winner)
    {
        bool reset = false;
        foreach (JsonNode? element in values)
        {
            if (ReferenceEquals(element, winner) || !IsPrimary(element))
                continue;
            element![Primary] = false;
            reset = true;
        }

        return reset;
    }

    /// <summary>
    /// Removes values that are equal to an earlier one, whatever the order of their members: a value that was just
    /// changed may have them in another one.
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
                members
                    .OrderBy(m => m.Key, StringComparer.Ordinal)
                    .Select(m => $"{m.Key}:{m.Value?.ToJsonString()}")
            )
            : value.ToJsonString();
}
