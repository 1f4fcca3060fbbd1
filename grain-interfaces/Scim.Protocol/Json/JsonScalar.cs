using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scim.Protocol.Json;

/// <summary>Reads JSON scalars, whether they come from a parser or were built in code.</summary>
internal static class JsonScalar
{
    internal static bool TryGetString(JsonNode? node, [NotNullWhen(true)] out string? text)
    {
        text = null;
        return node is JsonValue value && value.TryGetValue(out text) && text is not null;
    }

    internal static bool TryGetBoolean(JsonNode? node, out bool flag)
    {
        flag = false;
        return node is JsonValue value && value.TryGetValue(out flag);
    }

    internal static bool TryGetInt64(JsonNode? node, out long whole)
    {
        whole = 0;
        if (node is not JsonValue value)
            return false;
        if (value.TryGetValue(out whole))
            return true;
        return IsNumber(value)
            && long.TryParse(GetRawText(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out whole);
    }

    internal static bool TryGetDouble(JsonNode? node, out double real)
    {
        real = 0;
        if (node is not JsonValue value)
            return false;
        bool read =
            value.TryGetValue(out real)
            || (
                IsNumber(value)
                && double.TryParse(GetRawText(value), NumberStyles.Float, CultureInfo.InvariantCulture, out real)
            );
        return read && double.IsFinite(real);
    }

    private static bool IsNumber(JsonValue value) => value.GetValueKind() == JsonValueKind.Number;

    /// <summary>Returns the JSON text, since a node built in code may hold a CLR number of any size.</summary>
    private static string GetRawText(JsonValue value) => value.ToJsonString();
}
