namespace Scim.Protocol.Filters;

/// <summary>The lexical kind of a constant in a filter, before conversion to the attribute's type.</summary>
internal enum FilterLiteralKind
{
    /// <summary>A quoted string.</summary>
    Text,

    /// <summary>A number in JSON grammar.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary><c>null</c>.</summary>
    Null,
}

/// <summary>The ABNF's compValue as read.</summary>
/// <param name="Kind">The lexical kind.</param>
/// <param name="Text">The string without quotes and escapes, or the number or boolean as written.</param>
/// <param name="Position">The start position.</param>
internal readonly record struct FilterLiteral(FilterLiteralKind Kind, string Text, int Position);
