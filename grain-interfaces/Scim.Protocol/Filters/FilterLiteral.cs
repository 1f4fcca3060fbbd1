namespace Scim.Protocol.Filters;

/// <summary>What a filter's constant looks like before it is converted to the attribute's type.</summary>
internal enum FilterLiteralKind
{
    /// <summary>Text in quotes.</summary>
    Text,

    /// <summary>A number by JSON's grammar.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary><c>null</c>.</summary>
    Null,
}

/// <summary>The ABNF's compValue as read.</summary>
/// <param name="Kind">What it looks like.</param>
/// <param name="Text">The text without quotes and escapes, or the number or truth value as written.</param>
/// <param name="Position">Where it begins.</param>
internal readonly record struct FilterLiteral(FilterLiteralKind Kind, string Text, int Position);
