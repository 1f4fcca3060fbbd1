using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Scim.Conformance.Tests.Replay;

/// <summary>One entry of <c>expect.body</c> or one header's expectation: up to fifteen kinds of check on one value.</summary>
public static class Assertion
{
    /// <summary>Applies an assertion.</summary>
    /// <param name="assertion">The assertion, variables filled in.</param>
    /// <param name="value">The value, absent for none.</param>
    /// <param name="where">Where the value was, for messages.</param>
    /// <returns>What is wrong; empty when nothing is.</returns>
    public static IReadOnlyList<string> Check(JsonElement assertion, JsonElement value, string where) =>
        [.. Wrongs(assertion, value).Select(wrong => $"{where} {wrong}, got {JsText.Show(value)}")];

    private static IEnumerable<string> Wrongs(JsonElement assertion, JsonElement value)
    {
        foreach (JsonProperty check in assertion.EnumerateObject())
        {
            if (Wrong(check.Name, check.Value, assertion, value) is { } wrong)
                yield return wrong;
        }
    }

    private static string? Wrong(string check, JsonElement want, JsonElement assertion, JsonElement value) => check switch
    {
        "equals" => Unless(!value.IsAbsent() && JsText.Same(value, want), $"should equal {JsText.Show(want)}"),
        "notEquals" => Unless(value.IsAbsent() || !JsText.Same(value, want), $"should differ from {JsText.Show(want)}"),
        "ieq" => Unless(JsText.Of(value).Equals(JsText.Of(want), StringComparison.OrdinalIgnoreCase), $"should equal (any case) {JsText.Show(want)}"),
        "exists" => want.ValueKind == JsonValueKind.True ? Unless(!value.IsAbsent(), "should exist") : Unless(value.IsAbsent(), "should be absent"),
        "absent" => Unless(want.ValueKind != JsonValueKind.True || value.IsAbsent(), "should be absent"),
        "unassigned" => Unless(want.ValueKind != JsonValueKind.True || JsText.IsBlank(value), "should be unassigned (absent, null, \"\" or [])"),
        "assigned" => Unless(want.ValueKind != JsonValueKind.True || !JsText.IsBlank(value), "should have a value"),
        "length" => Unless((JsText.Length(value) ?? (value.IsAbsent() ? 0 : null)) == want.GetInt32(), $"should have length {want}"),
        "minLength" => Unless(JsText.Length(value) >= want.GetInt32(), $"should have length >= {want}"),
        "matches" => Unless(!value.IsAbsent() && Regex.IsMatch(JsText.Of(value), want.GetString()!, Options(assertion)), $"should match /{want}/"),
        "contains" => Unless(JsText.Contains(value, want), $"should contain {JsText.Show(want)}"),
        "notContains" => Unless(!JsText.Contains(value, want), $"should not contain {JsText.Show(want)}"),
        "oneOf" => Unless(want.EnumerateArray().Any(one => JsText.Same(value, one)), $"should be one of {JsText.Show(want)}"),
        "type" => Unless(TypeOf(value) == want.GetString() || (want.GetString() == "number" && TypeOf(value) == "integer"),
            $"should be of type {want}"),
        "gte" => Unless(Order(value, want) >= 0, $"should be >= {want}"),
        "lte" => Unless(Order(value, want) <= 0, $"should be <= {want}"),
        "count" => Count(value, want.Member("of")) is var number && number == want.Member("is").GetInt32()
            ? null : $"should hold {want.Member("is")} element(s) like {JsText.Show(want.Member("of"))} but holds {number}",
        "ptr" or "onStatus" or "flags" => null,
        _ => throw new FormatException($"unknown check {check}"),
    };

    private static string? Unless(bool right, string wrong) => right ? null : wrong;

    private static RegexOptions Options(JsonElement assertion) =>
        RegexOptions.CultureInvariant | (JsText.Of(assertion.Member("flags")).Contains('i', StringComparison.Ordinal)
            ? RegexOptions.IgnoreCase : RegexOptions.None);

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined => "absent",
        JsonValueKind.Null => "null",
        JsonValueKind.Array => "array",
        JsonValueKind.Number => JsText.IsInteger(value) ? "integer" : "number",
        JsonValueKind.String => "string",
        JsonValueKind.Object => "object",
        _ => "boolean",
    };

    // Two strings compare as text, everything else as numbers; what is no number compares to nothing.
    private static int? Order(JsonElement value, JsonElement want)
    {
        if (value.ValueKind == JsonValueKind.String && want.ValueKind == JsonValueKind.String)
            return string.CompareOrdinal(value.GetString(), want.GetString());
        return Number(value) is { } left && Number(want) is { } right ? left.CompareTo(right) : null;
    }

    private static double? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
        _ => null,
    };

    private static int Count(JsonElement value, JsonElement like) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Count(item => JsText.Subset(like, item)) : 0;
}
