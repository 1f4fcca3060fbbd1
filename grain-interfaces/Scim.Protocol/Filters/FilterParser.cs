using Scim.Protocol.Errors;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Filters;

/// <summary>
/// Parses filters according to the ABNF of RFC 7644 section 3.4.2.2. Attributes are resolved and constants are
/// converted to the attribute's type.
/// </summary>
/// <remarks>
/// <c>not</c> binds more tightly than <c>and</c>, <c>and</c> more tightly than <c>or</c>. Names, operators and URNs are
/// case-insensitive.
/// </remarks>
public static class FilterParser
{
    /// <summary>Parses a filter over the resources of a type.</summary>
    /// <param name="type">The resource type whose attributes the filter refers to.</param>
    /// <param name="text">The filter.</param>
    /// <param name="limits">The limits for the filter.</param>
    /// <exception cref="ScimException">InvalidFilter: the filter is invalid; the detail contains the position. TooMany:
    /// the filter has more comparisons than allowed.</exception>
    /// <example>
    /// Parse a filter once, then evaluate it for any number of resources:
    /// <code>
    /// Filter filter = FilterParser.Parse(
    ///     BuiltInResourceTypes.User,
    ///     "ACTIVE eq true and emails[type eq \"work\"]",
    ///     FilterLimits.Default
    /// );
    /// bool isMatch = FilterEvaluator.IsMatch(filter, representation);
    /// string canonical = FilterPrinter.Print(filter); // active eq true and emails[type eq "work"]
    /// </code>
    /// </example>
    public static Filter Parse(ResourceType type, string text, FilterLimits limits)
    {
        ArgumentNullException.ThrowIfNull(type);
        CheckLength(text, limits);
        return new FilterGrammar(type, null, text, limits).ParseToEnd();
    }

    /// <summary>
    /// Parses the filter between the square brackets of a value path, as in a PATCH path (RFC 7644 section 3.5.2).
    /// </summary>
    /// <param name="type">The resource type that has the attribute.</param>
    /// <param name="outer">The complex attribute or list before the brackets. Its <see cref="AttributePath.Sub"/> is
    /// null.</param>
    /// <param name="text">The text between the brackets. Positions in messages are relative to its start.</param>
    /// <param name="limits">The limits for the filter.</param>
    /// <exception cref="ScimException">InvalidFilter: the filter is invalid; the detail contains the position. TooMany:
    /// the filter has more comparisons than allowed.</exception>
    public static Filter ParseValueFilter(ResourceType type, AttributePath outer, string text, FilterLimits limits)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(outer);
        CheckLength(text, limits);
        FilterGrammar.RequireFilterable(outer, 0);
        return new FilterGrammar(type, outer, text, limits).ParseToEnd();
    }

    private static void CheckLength(string text, FilterLimits limits)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(limits);
        if (text.Length > limits.MaxLength)
            throw FilterMessages.TooLong(limits.MaxLength).ToException(limits.MaxLength);
    }
}
