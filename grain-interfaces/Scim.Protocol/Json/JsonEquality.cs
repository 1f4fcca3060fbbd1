using System.Text.Json.Nodes;

namespace Scim.Protocol.Json;

/// <summary>Whether two canonical values are the same, character by character; the order of an object's properties does not count.</summary>
internal static class JsonEquality
{
    /// <summary>Compares two values; null is equal to null alone.</summary>
    public static bool Equal(JsonNode? left, JsonNode? right) => (left, right) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (JsonObject a, JsonObject b) => EqualObjects(a, b),
        (JsonArray a, JsonArray b) => EqualArrays(a, b),
        (JsonValue, JsonValue) => EqualValues(left, right),
        _ => false,
    };

    private static bool EqualObjects(JsonObject left, JsonObject right)
    {
        if (left.Count != right.Count) return false;
        foreach ((string name, JsonNode? value) in left)
            if (!right.TryGetPropertyValue(name, out JsonNode? other) || !Equal(value, other)) return false;
        return true;
    }

    private static bool EqualArrays(JsonArray left, JsonArray right)
    {
        if (left.Count != right.Count) return false;
        for (int i = 0; i < left.Count; i++)
            if (!Equal(left[i], right[i])) return false;
        return true;
    }

    private static bool EqualValues(JsonNode left, JsonNode right)
    {
        if (JsonNodes.TryText(left, out string? text))
            return JsonNodes.TryText(right, out string? other) && string.Equals(text, other, StringComparison.Ordinal);
        if (JsonNodes.TryFlag(left, out bool flag)) return JsonNodes.TryFlag(right, out bool other) && flag == other;
        if (JsonNodes.TryWhole(left, out long whole) && JsonNodes.TryWhole(right, out long otherWhole)) return whole == otherWhole;
        return JsonNodes.TryReal(left, out double real) && JsonNodes.TryReal(right, out double otherReal) && real.Equals(otherReal);
    }
}
