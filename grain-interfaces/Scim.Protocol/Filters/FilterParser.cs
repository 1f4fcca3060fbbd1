using Scim.Protocol.Errors;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Filters;

/// <summary>
/// Parses filters by the ABNF of RFC 7644 section 3.4.2.2: <c>not</c> binds tighter than <c>and</c>, <c>and</c> tighter
/// than <c>or</c>; names, operators and URNs in any case. Attributes are resolved and constants converted on the way,
/// so a parsed filter makes sense.
/// </summary>
public static class FilterParser
{
    /// <summary>Parses a filter over the resources of a type.</summary>
    /// <param name="type">The type whose attributes the filter names.</param>
    /// <param name="text">The filter.</param>
    /// <param name="limits">How large it may be.</param>
    /// <exception cref="ScimException">InvalidFilter with the position; TooMany when it has more comparisons than
    /// allowed.</exception>
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
    /// <param name="outer">The complex attribute before the brackets; its <see cref="AttributePath.Sub"/> is
    /// null.</param>
    /// <param name="text">What stands between the brackets; positions in messages count from its beginning.</param>
    /// <param name="limits">How large it may be.</param>
    /// <exception cref="ScimException">InvalidFilter with the position; TooMany when it has more comparisons than
    /// allowed.</exception>
    public static Filter ParseValueFilter(
        ResourceType type,
        AttributePath outer,
        string text,
        FilterLimits limits
    )
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
