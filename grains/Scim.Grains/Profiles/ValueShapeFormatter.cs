using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scim.Grains.Profiles;

/// <summary>
/// Describes the shape of a value without revealing it. Error messages are logged and must not contain personal data.
/// </summary>
internal static class ValueShapeFormatter
{
    /// <summary>Returns the description, as used after "the value is".</summary>
    public static string DescribeValue(JsonNode value) =>
        value.GetValueKind() switch
        {
            JsonValueKind.String => DescribeText(value.GetValue<string>()),
            JsonValueKind.Number => "a number",
            JsonValueKind.True or JsonValueKind.False => "a Boolean",
            JsonValueKind.Array => string.Create(
                CultureInfo.InvariantCulture,
                $"a list of {value.AsArray().Count} {(value.AsArray().Count == 1 ? "value" : "values")}"
            ),
            _ => "an object",
        };

    private static string DescribeText(string text)
    {
        var classes = new List<string>();
        if (text.EnumerateRunes().Any(Rune.IsLetter))
            classes.Add("letters");
        if (text.EnumerateRunes().Any(Rune.IsDigit))
            classes.Add("digits");
        if (text.EnumerateRunes().Any(Rune.IsWhiteSpace))
            classes.Add("white space");
        if (text.EnumerateRunes().Any(r => !Rune.IsLetterOrDigit(r) && !Rune.IsWhiteSpace(r)))
            classes.Add("other characters");
        int length = text.EnumerateRunes().Count();
        string of = classes.Count == 0 ? "" : $" ({string.Join(", ", classes)})";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"a string of {length} {(length == 1 ? "character" : "characters")}{of}"
        );
    }
}
