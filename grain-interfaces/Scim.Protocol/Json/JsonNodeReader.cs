using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scim.Protocol.Json;

/// <summary>Reads JSON nodes, whether they hold CLR values or parsed elements.</summary>
internal static class JsonNodeReader
{
    /// <summary>
    /// Whether a value means "unassigned" (RFC 7643 section 2.5). Includes empty strings and objects, which clients
    /// send with that meaning.
    /// </summary>
    public static bool IsUnassigned([NotNullWhen(false)] JsonNode? node) =>
        node switch
        {
            null => true,
            JsonArray array => array.Count == 0,
            JsonObject obj => obj.Count == 0,
            _ => TryGetString(node, out string? text) && text.Length == 0,
        };

    /// <summary>Gets the text of a string node.</summary>
    public static bool TryGetString(JsonNode? node, [NotNullWhen(true)] out string? text)
    {
        text =
            node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
        return text is not null;
    }

    /// <summary>Gets the value of a boolean node.</summary>
    public static bool TryGetBoolean(JsonNode? node, out bool flag)
    {
        JsonValueKind kind = node is JsonValue value ? value.GetValueKind() : JsonValueKind.Undefined;
        flag = kind == JsonValueKind.True;
        return flag || kind == JsonValueKind.False;
    }

    /// <summary>
    /// Gets the integer of a number node. <c>1.0</c> and <c>1e3</c> are integers too, because JSON does not distinguish
    /// them.
    /// </summary>
    public static bool TryGetInt64(JsonNode? node, out long whole)
    {
        whole = 0;
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.Number)
            return false;
        if (value.TryGetValue(out whole))
            return true;
        if (value.TryGetValue(out int small))
        {
            whole = small;
            return true;
        }

        // Beyond 2^53 a double no longer identifies a single integer.
        const double exact = 1L << 53;
        if (!TryGetDouble(node, out double real) || Math.Abs(real) > exact || real != Math.Truncate(real))
            return false;
        whole = (long)real;
        return true;
    }

    /// <summary>Gets the number of a number node as a double.</summary>
    public static bool TryGetDouble(JsonNode? node, out double real)
    {
        real = 0;
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.Number)
            return false;
        if (value.TryGetValue(out real))
            return double.IsFinite(real);
        if (value.TryGetValue(out long whole))
            real = whole;
        else if (value.TryGetValue(out int small))
            real = small;
        else if (value.TryGetValue(out decimal exact))
            real = (double)exact;
        else
            return false;
        return true;
    }

    /// <summary>Gets the property called <paramref name="name"/>, ignoring case.</summary>
    public static bool TryGetProperty(JsonObject obj, string name, out JsonNode? value)
    {
        if (obj.TryGetPropertyValue(name, out value))
            return true;
        foreach ((string key, JsonNode? candidate) in obj)
        {
            if (!key.Equals(name, StringComparison.OrdinalIgnoreCase))
                continue;
            value = candidate;
            return true;
        }

        return false;
    }
}
