using Scim.Protocol.Schema;

namespace Scim.Protocol.Filters;

/// <summary>
/// The constant of a comparison, converted to the type of the attribute that it is compared with. A closed set of
/// cases.
/// </summary>
public abstract record FilterValue
{
    private FilterValue() { }

    /// <summary>The literal <c>null</c>: no value.</summary>
    public sealed record Null : FilterValue
    {
        private Null() { }

        /// <summary>The only instance.</summary>
        public static Null Instance { get; } = new();
    }

    /// <summary>A string, for string, reference and binary attributes, as the client wrote it (not folded).</summary>
    /// <param name="Value">The string.</param>
    public sealed record Text(string Value) : FilterValue
    {
        /// <summary>
        /// Folds the string like the values that it is compared with. Whitespace at the ends of a part of a name is
        /// significant: <c>userName sw "ada "</c> does not find <c>adam</c>.
        /// </summary>
        /// <param name="attribute">The attribute of the comparison.</param>
        /// <param name="op">The operator of the comparison.</param>
        public string FoldValue(AttributeDefinition attribute, CompareOp op) =>
            attribute.IsName && op is CompareOp.Co or CompareOp.Sw or CompareOp.Ew
                ? TextFolding.Fold(Value)
                : TextFolding.FoldValue(attribute, Value);
    }

    /// <summary>A boolean.</summary>
    /// <param name="Value">The value.</param>
    public sealed record Boolean(bool Value) : FilterValue;

    /// <summary>An integer.</summary>
    /// <param name="Value">The number.</param>
    public sealed record Integer(long Value) : FilterValue;

    /// <summary>A decimal, compared as an IEEE 754 double like JSON numbers.</summary>
    /// <param name="Value">The number.</param>
    public sealed record Decimal(double Value) : FilterValue;

    /// <summary>A point in time, in UTC.</summary>
    /// <param name="Value">The instant.</param>
    public sealed record DateTime(DateTimeOffset Value) : FilterValue;
}
