using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scim.Protocol.Values;

/// <summary>Converts between numbers and texts where nothing is lost. Some clients send one for the other.</summary>
internal static class NumberText
{
    // Beyond this a double no longer has all digits of a decimal.
    private const decimal MaxExact = 1_000_000_000_000_000m;

    /// <summary>
    /// Returns the text of a 64-bit integer, or null for other values. The spelling of other numbers is not known.
    /// </summary>
    public static string? FormatInteger(JsonNode? value)
    {
        if (value is not JsonValue number || number.GetValueKind() != JsonValueKind.Number)
            return null;
        if (number.TryGetValue(out long whole))
            return whole.ToString(CultureInfo.InvariantCulture);
        return number.TryGetValue(out int small) ? small.ToString(CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Parses an integer without a leading zero, such as <c>42</c>.</summary>
    public static bool TryParseInt64(string text, out long whole) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out whole)
        && whole.ToString(CultureInfo.InvariantCulture) == text;

    /// <summary>Parses a number of at most 15 digits, such as <c>-1.5</c>.</summary>
    public static bool TryParseDouble(string text, out double real)
    {
        real = 0;
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        string digits = text.StartsWith('-') ? text[1..] : text;
        if (
            digits.Length == 0
            || !char.IsAsciiDigit(digits[0])
            || (digits.Length > 1 && digits[0] == '0' && digits[1] != '.')
            || !decimal.TryParse(text, styles, CultureInfo.InvariantCulture, out decimal exact)
            || Math.Abs(exact) >= MaxExact
        )
            return false;
        real = (double)exact;
        return (decimal)real == exact;
    }
}
