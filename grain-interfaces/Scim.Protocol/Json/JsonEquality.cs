using System.Text.Json.Nodes;

namespace Scim.Protocol.Json;

/// <summary>
/// Compares canonical values. Strings are compared ordinally; the order of an object's properties is ignored.
/// </summary>
internal static class JsonEquality
{
    /// <summary>Whether two values are equal. Null equals only null.</summary>
    public static bool AreEqual(JsonNode? left, JsonNode? right) =>
        (left, right) switch
        {
            (null, null) => true,
            (null, _) or (_, null) => false,
            (JsonObject a, JsonObject b) => AreObjectsEqual(a, b),
            (JsonArray a, JsonArray b) => AreArraysEqual(a, b),
            (JsonValue, JsonValue) => AreValuesEqual(left, right),
            _ => false,
        };

    private static bool AreObjectsEqual(JsonObject left, JsonObject right)
    {
        if (left.Count != right.Count)
            return false;
        foreach ((string name, JsonNode? value) in left)
            if (!right.TryGetPropertyValue(name, out JsonNode? other) || !AreEqual(value, other))
                return false;
        return true;
    }

    private static bool AreArraysEqual(JsonArray left, JsonArray right)
    {
        if (left.Count != right.Count)
            return false;
        for (int i = 0; i < left.Count; i++)
            if (!AreEqual(left[i], right[i]))
                return false;
        return true;
    }

    private static bool AreValuesEqual(JsonNode left, JsonNode right)
    {
        if (JsonNodeReader.TryGetString(left, out string? text))
            return JsonNodeReader.TryGetString(right, out string? other)
                && string.Equals(text, other, StringComparison.Ordinal);
        if (JsonNodeReader.TryGetBoolean(left, out bool flag))
            return JsonNodeReader.TryGetBoolean(right, out bool other) && flag == other;
        if (JsonNodeReader.TryGetInt64(left, out long whole) && JsonNodeReader.TryGetInt64(right, out long otherWhole))
            return whole == otherWhole;
        return JsonNodeReader.TryGetDouble(left, out double real)
            && JsonNodeReader.TryGetDouble(right, out double otherReal)
            && real.Equals(otherReal);
    }
}
