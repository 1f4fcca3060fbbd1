using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Scim.Conformance.Tests.Replay;

/// <summary>
/// One entry of <c>expect.body</c> or the expectation of one header: up to fifteen types of check on one value.
/// </summary>
public static class Assertion
{
    /// <summary>Applies an assertion to a value.</summary>
    /// <param name="assertion">The assertion, with variables filled in.</param>
    /// <param name="value">The value; undefined if it is absent.</param>
    /// <param name="where">The location of the value, for messages.</param>
    /// <returns>The failures; empty when the assertion holds.</returns>
    public static IReadOnlyList<string> CheckValue(JsonElement assertion, JsonElement value, string where) =>
        [
            .. FindFailures(assertion, value)
                .Select(wrong => $"{where} {wrong}, got {JavaScriptValues.FormatForMessage(value)}"),
        ];

    private static IEnumerable<string> FindFailures(JsonElement assertion, JsonElement value)
    {
        foreach (JsonProperty check in assertion.EnumerateObject())
        {
            if (FindFailure(check.Name, check.Value, assertion, value) is { } wrong)
                yield return wrong;
        }
    }

    private static string? FindFailure(string check, JsonElement want, JsonElement assertion, JsonElement value) =>
        check switch
        {
            "equals" => FailUnless(
                !value.IsAbsent() && JavaScriptValues.AreSame(value, want),
                $"should equal {JavaScriptValues.FormatForMessage(want)}"
            ),
            "notEquals" => FailUnless(
                value.IsAbsent() || !JavaScriptValues.AreSame(value, want),
                $"should differ from {JavaScriptValues.FormatForMessage(want)}"
            ),
            "ieq" => FailUnless(
                JavaScriptValues
                    .ToText(value)
                    .Equals(JavaScriptValues.ToText(want), StringComparison.OrdinalIgnoreCase),
                $"should equal (any case) {JavaScriptValues.FormatForMessage(want)}"
            ),
            "exists" => want.ValueKind == JsonValueKind.True
                ? FailUnless(!value.IsAbsent(), "should exist")
                : FailUnless(value.IsAbsent(), "should be absent"),
            "absent" => FailUnless(want.ValueKind != JsonValueKind.True || value.IsAbsent(), "should be absent"),
            "unassigned" => FailUnless(
                want.ValueKind != JsonValueKind.True || JavaScriptValues.IsBlank(value),
                "should be unassigned (absent, null, \"\" or [])"
            ),
            "assigned" => FailUnless(
                want.ValueKind != JsonValueKind.True || !JavaScriptValues.IsBlank(value),
                "should have a value"
            ),
            "length" => FailUnless(
                (JavaScriptValues.GetLength(value) ?? (value.IsAbsent() ? 0 : null)) == want.GetInt32(),
                $"should have length {want}"
            ),
            "minLength" => FailUnless(
                JavaScriptValues.GetLength(value) >= want.GetInt32(),
                $"should have length >= {want}"
            ),
            "matches" => FailUnless(
                !value.IsAbsent()
                    && Regex.IsMatch(JavaScriptValues.ToText(value), want.GetString()!, GetRegexOptions(assertion)),
                $"should match /{want}/"
            ),
            "contains" => FailUnless(
                JavaScriptValues.ContainsValue(value, want),
                $"should contain {JavaScriptValues.FormatForMessage(want)}"
            ),
            "notContains" => FailUnless(
                !JavaScriptValues.ContainsValue(value, want),
                $"should not contain {JavaScriptValues.FormatForMessage(want)}"
            ),
            "oneOf" => FailUnless(
                want.EnumerateArray().Any(one => JavaScriptValues.AreSame(value, one)),
                $"should be one of {JavaScriptValues.FormatForMessage(want)}"
            ),
            "type" => FailUnless(
                GetTypeName(value) == want.GetString()
                    || (want.GetString() == "number" && GetTypeName(value) == "integer"),
                $"should be of type {want}"
            ),
            "gte" => FailUnless(CompareValues(value, want) >= 0, $"should be >= {want}"),
            "lte" => FailUnless(CompareValues(value, want) <= 0, $"should be <= {want}"),
            "count" => CountElements(value, want.GetMember("of")) is var number
            && number == want.GetMember("is").GetInt32()
                ? null
                : $"should contain {want.GetMember("is")} element(s) like "
                    + $"{JavaScriptValues.FormatForMessage(want.GetMember("of"))} but contains {number}",
            "ptr" or "onStatus" or "flags" => null,
            _ => throw new FormatException($"unknown check {check}"),
        };

    private static string? FailUnless(bool right, string wrong) => right ? null : wrong;

    private static RegexOptions GetRegexOptions(JsonElement assertion) =>
        RegexOptions.CultureInvariant
        | (
            JavaScriptValues.ToText(assertion.GetMember("flags")).Contains('i', StringComparison.Ordinal)
                ? RegexOptions.IgnoreCase
                : RegexOptions.None
        );

    private static string GetTypeName(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Undefined => "absent",
            JsonValueKind.Null => "null",
            JsonValueKind.Array => "array",
            JsonValueKind.Number => JavaScriptValues.IsInteger(value) ? "integer" : "number",
            JsonValueKind.String => "string",
            JsonValueKind.Object => "object",
            _ => "boolean",
        };

    // Two strings compare as text, everything else as numbers; a value that is not a number compares to nothing.
    private static int? CompareValues(JsonElement value, JsonElement want)
    {
        if (value.ValueKind == JsonValueKind.String && want.ValueKind == JsonValueKind.String)
            return string.CompareOrdinal(value.GetString(), want.GetString());
        return GetNumber(value) is { } left && GetNumber(want) is { } right ? left.CompareTo(right) : null;
    }

    private static double? GetNumber(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.String
                when double.TryParse(
                    value.GetString(),
                    NumberStyles.Float,
                    CultureInfo.InvariantCulture,
                    out double number
                ) => number,
            _ => null,
        };

    private static int CountElements(JsonElement value, JsonElement like) =>
        value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Count(item => JavaScriptValues.IsSubset(like, item))
            : 0;
}
