using Scim.Protocol.Errors;

namespace Scim.Protocol.Filters;

/// <summary>
/// The error messages of the filter parser. Each is completed with the position, an offset in UTF-16 code units.
/// </summary>
internal static class FilterMessages
{
    internal const string AttributeExpected = "attribute name expected";
    internal const string OperatorExpected = "operator expected";
    internal const string ValueExpected = "value expected";
    internal const string EndExpected = "'and', 'or' or the end of the filter expected";
    internal const string RoundBracketExpected = "'and', 'or' or ')' expected";
    internal const string SquareBracketExpected = "'and', 'or' or ']' expected";
    internal const string NestedValuePath = "value paths cannot be nested";
    internal const string SubAttributeWithBrackets = "square brackets must follow the attribute, not a sub-attribute";
    internal const string QuotesMissing = "a string must be enclosed in double quotes";
    internal const string UnclosedQuote = "closing double quote expected";
    internal const string BadEscape = "unknown escape sequence in a string";
    internal const string ControlCharacter = "control characters in a string must be escaped";
    internal const string NulCharacter = "a string must not contain U+0000";
    internal const string LoneSurrogate = "a string must not contain an unpaired UTF-16 surrogate";
    internal const string NullComparison = "null can only be compared with 'eq' and 'ne'";
    internal const string TextExpected = "string in double quotes expected";
    internal const string BooleanExpected = "true or false expected";
    internal const string IntegerExpected = "64-bit integer expected";
    internal const string NumberExpected = "number expected";
    internal const string DateTimeExpected = "date and time expected, such as \"2011-05-13T04:42:34Z\",";

    internal static string UnknownOperator(string quoted) => $"unknown operator {quoted}";

    internal static string UnknownSubAttribute(string attribute, string quoted) =>
        $"'{attribute}' has no sub-attribute {quoted}";

    internal static string NotComparable(string op, string type, string attribute) =>
        $"'{op}' cannot be used with '{attribute}', which is {type},";

    internal static string NoValue(string attribute) => $"'{attribute}' is complex; specify one of its sub-attributes";

    internal static string NotComplex(string attribute) => $"'{attribute}' has no sub-attributes to filter by";

    internal static string TooComplexForPlainValues(string attribute) =>
        $"square brackets after '{attribute}', a list of plain values, can only contain comparisons of 'value' that are"
        + " joined with 'or',";

    internal static string NeverReturned(string attribute) => $"'{attribute}' cannot be used in a filter";

    internal static string TooLong(int limit) => $"longer than the limit of {limit} characters";

    internal static string TooDeep(int limit) => $"brackets exceed the nesting limit of {limit}";

    internal static string TooManyTerms(int limit) =>
        $"The filter exceeds the limit of {limit} comparisons. Use fewer comparisons.";

    internal static ScimException ToException(this string message, int position) =>
        new(ScimErrorKind.InvalidFilter, $"The filter is not valid: {message} at position {position}.");
}
