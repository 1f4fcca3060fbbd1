using System.Text.Encodings.Web;
using System.Text.Json;

namespace Scim.Conformance.Tests.Replay;

/// <summary>Compares and prints JSON values with JavaScript's semantics, which the traffic files use.</summary>
public static class JavaScriptValues
{
    private const int MaxShownLength = 200;
    private static readonly JsonSerializerOptions SerializerOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Whether the value is absent.</summary>
    public static bool IsAbsent(this JsonElement value) => value.ValueKind == JsonValueKind.Undefined;

    /// <summary>A member of an object; undefined if the member is absent or the value is not an object.</summary>
    public static JsonElement GetMember(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement member)
            ? member
            : default;

    /// <summary>
    /// The elements of an array, or the value itself as the only element; empty if the value is absent or null.
    /// </summary>
    public static IEnumerable<JsonElement> ToList(this JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => [],
            JsonValueKind.Array => value.EnumerateArray(),
            _ => [value],
        };

    /// <summary>The value as printed by JavaScript's <c>String()</c>.</summary>
    public static string ToText(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Undefined => "",
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(ToText)),
            _ => value.GetRawText(),
        };

    /// <summary>The value formatted for a message.</summary>
    public static string FormatForMessage(JsonElement value)
    {
        string text = value.IsAbsent() ? "(absent)" : JsonSerializer.Serialize(value, SerializerOptions);
        return text.Length > MaxShownLength ? text[..MaxShownLength] : text;
    }

    /// <summary>Deep equality. The order of object members is ignored.</summary>
    public static bool AreSame(JsonElement left, JsonElement right)
    {
        if (left.ValueKind != right.ValueKind)
            return false;
        return left.ValueKind switch
        {
            JsonValueKind.String => left.GetString() == right.GetString(),
            JsonValueKind.Number => left.GetDouble().Equals(right.GetDouble()),
            JsonValueKind.Array => left.GetArrayLength() == right.GetArrayLength()
                && left.EnumerateArray().Zip(right.EnumerateArray()).All(pair => AreSame(pair.First, pair.Second)),
            JsonValueKind.Object => left.GetPropertyCount() == right.GetPropertyCount()
                && left.EnumerateObject()
                    .All(member =>
                        right.TryGetProperty(member.Name, out JsonElement other) && AreSame(member.Value, other)
                    ),
            _ => true,
        };
    }

    /// <summary>
    /// Whether the value matches the wanted one: an object must contain every wanted member, recursively; other values
    /// must be equal.
    /// </summary>
    public static bool IsSubset(JsonElement want, JsonElement got) =>
        want.ValueKind != JsonValueKind.Object
            ? AreSame(want, got)
            : got.ValueKind is JsonValueKind.Object or JsonValueKind.Array
                && want.EnumerateObject()
                    .All(member =>
                        !got.GetMember(member.Name).IsAbsent() && IsSubset(member.Value, got.GetMember(member.Name))
                    );

    /// <summary>
    /// Whether a string contains the wanted text, or an array contains an element that <see cref="IsSubset"/> matches.
    /// </summary>
    public static bool ContainsValue(JsonElement value, JsonElement wanted) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!.Contains(ToText(wanted), StringComparison.Ordinal),
            JsonValueKind.Array => value.EnumerateArray().Any(item => IsSubset(wanted, item)),
            _ => false,
        };

    /// <summary>
    /// Whether an attribute counts as unassigned: absent, null, "", [] or an object with only unassigned members.
    /// </summary>
    public static bool IsBlank(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => true,
            JsonValueKind.String => value.GetString()!.Length == 0,
            JsonValueKind.Array => value.GetArrayLength() == 0,
            JsonValueKind.Object => value.EnumerateObject().All(member => IsBlank(member.Value)),
            _ => false,
        };

    /// <summary>JavaScript's <c>length</c> of a string or array; null for other values.</summary>
    public static int? GetLength(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!.Length,
            JsonValueKind.Array => value.GetArrayLength(),
            _ => null,
        };

    /// <summary>Whether the value is a number without a fraction.</summary>
    public static bool IsInteger(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && double.IsInteger(value.GetDouble());
}
