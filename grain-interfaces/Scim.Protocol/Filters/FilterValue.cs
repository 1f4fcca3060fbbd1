namespace Scim.Protocol.Filters;

/// <summary>
/// The constant of a comparison, converted to the type of the attribute it is compared with. A closed set of cases.
/// </summary>
public abstract record FilterValue
{
    private FilterValue() { }

    /// <summary>The literal <c>null</c>: no value.</summary>
    public sealed record Null : FilterValue
    {
        private Null() { }

        /// <summary>The one instance.</summary>
        public static Null Instance { get; } = new();
    }

    /// <summary>Text, for string, reference and binary attributes, as the client wrote it (not folded).</summary>
    /// <param name="Value">The text.</param>
    public sealed record Text(string Value) : FilterValue;

    /// <summary>A boolean.</summary>
    /// <param name="Value">The truth value.</param>
    public sealed record Boolean(bool Value) : FilterValue;

    /// <summary>A whole number.</summary>
    /// <param name="Value">The number.</param>
    public sealed record Integer(long Value) : FilterValue;

    /// <summary>A decimal; compared as IEEE 754 double, as JSON numbers travel.</summary>
    /// <param name="Value">The number.</param>
    public sealed record Decimal(double Value) : FilterValue;

    /// <summary>A point in time, in UTC.</summary>
    /// <param name="Value">The instant.</param>
    public sealed record DateTime(DateTimeOffset Value) : FilterValue;
}
