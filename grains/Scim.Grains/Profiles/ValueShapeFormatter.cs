using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scim.Grains.Profiles;

/// <summary>
/// Describes a value without telling it: error messages go into logs that are no place for what people are called.
/// </summary>
internal static class ValueShapeFormatter
{
    /// <summary>The description, as in "it was given ...".</summary>
    public static string DescribeValue(JsonNode value) =>
        value.GetValueKind() switch
        {
            JsonValueKind.String => DescribeText(value.GetValue<string>()),
            JsonValueKind.Number => "a number",
            JsonValueKind.True or JsonValueKind.False => "true or false",
            JsonValueKind.Array => string.Create(
                CultureInfo.InvariantCulture,
                $"a list of {value.AsArray().Count}"
            ),
            _ => "an object",
        };

    private static string DescribeText(string text)
    {
        var kinds = new List<string>();
        if (text.EnumerateRunes().Any(Rune.IsLetter))
            kinds.Add("letters");
        if (text.EnumerateRunes().Any(Rune.IsDigit))
            kinds.Add("digits");
        if (text.EnumerateRunes().Any(Rune.IsWhiteSpace))
            kinds.Add("blanks");
        if (text.EnumerateRunes().Any(r => !Rune.IsLetterOrDigit(r) && !Rune.IsWhiteSpace(r)))
            kinds.Add("other characters");
        int length = text.EnumerateRunes().Count();
        string of = kinds.Count == 0 ? "" : $" ({string.Join(", ", kinds)})";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"a text of {length} {(length == 1 ? "character" : "characters")}{of}"
        );
    }
}
