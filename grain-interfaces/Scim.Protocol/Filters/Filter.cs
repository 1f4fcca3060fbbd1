using Scim.Protocol.Paths;

namespace Scim.Protocol.Filters;

/// <summary>
/// A parsed filter (RFC 7644 section 3.4.2.2). A closed set of cases; consumers (printer, evaluator, SQL) switch over
/// them. Constants already have the attribute's type, so a consumer never sees an ill-typed comparison.
/// </summary>
public abstract record Filter
{
    private Filter() { }

    /// <summary><c>left and right</c>.</summary>
    /// <param name="Left">The left operand.</param>
    /// <param name="Right">The right operand.</param>
    public sealed record And(Filter Left, Filter Right) : Filter;

    /// <summary><c>left or right</c>.</summary>
    /// <param name="Left">The left operand.</param>
    /// <param name="Right">The right operand.</param>
    public sealed record Or(Filter Left, Filter Right) : Filter;

    /// <summary><c>not (inner)</c>.</summary>
    /// <param name="Inner">The negated filter.</param>
    public sealed record Not(Filter Inner) : Filter;

    /// <summary><c>path op value</c>.</summary>
    /// <remarks>
    /// A multi-valued attribute matches if one of its values does. A complex attribute without a sub-attribute is
    /// already resolved to its <c>value</c>. <c>Eq</c> and <c>Ne</c> with <see cref="FilterValue.Null"/> test for
    /// absence and presence.
    /// </remarks>
    /// <param name="Path">What is compared. Inside a <see cref="ValuePath"/>, <see cref="AttributePath.Attribute"/> is
    /// the outer attribute.</param>
    /// <param name="Op">The comparison operator.</param>
    /// <param name="Value">The constant.</param>
    public sealed record Compare(AttributePath Path, CompareOp Op, FilterValue Value) : Filter;

    /// <summary><c>path pr</c>: the attribute has a value.</summary>
    /// <param name="Path">The attribute that must have a value.</param>
    public sealed record Present(AttributePath Path) : Filter;

    /// <summary>
    /// <c>path[inner]</c>: a single value of a complex attribute satisfies all of <paramref name="Inner"/>.
    /// </summary>
    /// <remarks>
    /// The parser converts <c>emails[type eq "work"].value eq "x"</c>, which Entra ID sends, to <c>emails[type eq
    /// "work" and value eq "x"]</c>.
    /// </remarks>
    /// <param name="Path">The complex attribute. Its <see cref="AttributePath.Sub"/> is null.</param>
    /// <param name="Inner">The filter over its sub-attributes. Contains no other value path.</param>
    public sealed record ValuePath(AttributePath Path, Filter Inner) : Filter;
}
