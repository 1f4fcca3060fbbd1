using System.Text.Encodings.Web;
using System.Text.Json;

namespace Scim.Conformance.Tests.Replay;

/// <summary>JSON values compared and printed as the traffic files mean them, which is JavaScript's way.</summary>
public static class JsText
{
    private const int ShownLength = 200;
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether there is no value at all.</summary>
    public static bool IsAbsent(this JsonElement value) => value.ValueKind == JsonValueKind.Undefined;

    /// <summary>A member of an object; absent when there is none or the value is no object.</summary>
    public static JsonElement Member(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement member) ? member : default;

    /// <summary>The elements of an array, or the value itself as the only one; none when it is absent or null.</summary>
    public static IEnumerable<JsonElement> AsList(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => [],
        JsonValueKind.Array => value.EnumerateArray(),
        _ => [value],
    };

    /// <summary>The value as JavaScript's <c>String()</c> prints it.</summary>
    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined => "",
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(Of)),
        _ => value.GetRawText(),
    };

    /// <summary>The value for a message.</summary>
    public static string Show(JsonElement value)
    {
        string text = value.IsAbsent() ? "(absent)" : JsonSerializer.Serialize(value, Plain);
        return text.Length > ShownLength ? text[..ShownLength] : text;
    }

    /// <summary>Deep equality; the order of an object's members does not matter.</summary>
    public static bool Same(JsonElement left, JsonElement right)
    {
        if (left.ValueKind != right.ValueKind)
            return false;
        return left.ValueKind switch
        {
            JsonValueKind.String => left.GetString() == right.GetString(),
            JsonValueKind.Number => left.GetDouble().Equals(right.GetDouble()),
            JsonValueKind.Array => left.GetArrayLength() == right.GetArrayLength() && left.EnumerateArray().Zip(right.EnumerateArray())
                .All(pair => Same(pair.First, pair.Second)),
            JsonValueKind.Object => left.GetPropertyCount() == right.GetPropertyCount()
                && left.EnumerateObject().All(member => right.TryGetProperty(member.Name, out JsonElement other) && Same(member.Value, other)),
            _ => true,
        };
    }

    /// <summary>Objects: every wanted member matches; arrays: same length and order; else equal.</summary>
    public static bool Subset(JsonElement want, JsonElement got) => want.ValueKind != JsonValueKind.Object
        ? Same(want, got)
        : got.ValueKind is JsonValueKind.Object or JsonValueKind.Array
            && want.EnumerateObject().All(member => !got.Member(member.Name).IsAbsent() && Subset(member.Value, got.Member(member.Name)));

    /// <summary>Whether a string holds a text or an array an element like the wanted one.</summary>
    public static bool Contains(JsonElement value, JsonElement wanted) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Contains(Of(wanted), StringComparison.Ordinal),
        JsonValueKind.Array => value.EnumerateArray().Any(item => Subset(wanted, item)),
        _ => false,
    };

    /// <summary>Whether an attribute counts as unassigned: absent, null, "", [] or an object of nothing but such.</summary>
    public static bool IsBlank(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => true,
        JsonValueKind.String => value.GetString()!.Length == 0,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.EnumerateObject().All(member => IsBlank(member.Value)),
        _ => false,
    };

    /// <summary>JavaScript's <c>length</c> of a string or array; null of anything else.</summary>
    public static int? Length(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Length,
        JsonValueKind.Array => value.GetArrayLength(),
        _ => null,
    };

    /// <summary>Whether the value is a number without a fraction.</summary>
    public static bool IsInteger(JsonElement value) => value.ValueKind == JsonValueKind.Number && double.IsInteger(value.GetDouble());
}
