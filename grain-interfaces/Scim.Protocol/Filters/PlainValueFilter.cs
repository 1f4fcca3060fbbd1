using Scim.Protocol.Paths;

namespace Scim.Protocol.Filters;

/// <summary>
/// Reduces a filter in brackets over a list of plain values, such as <c>tags[value eq "a"]</c>, to a filter over the
/// attribute, <c>tags eq "a"</c>, which the database can evaluate.
/// </summary>
internal static class PlainValueFilter
{
    /// <summary>
    /// Returns the filter that selects the resources with a value that satisfies <paramref name="inner"/>, or null if
    /// comparisons of the attribute cannot express it: they do not show which value satisfied them, so two conditions
    /// on one value are not the same as two comparisons.
    /// </summary>
    public static Filter? ReduceToAttribute(AttributePath list, Filter inner) =>
        ReduceFilter(list, inner, negated: false);

    private static Filter? ReduceFilter(AttributePath list, Filter inner, bool negated) =>
        inner switch
        {
            Filter.Not(var operand) => ReduceFilter(list, operand, !negated),
            Filter.Or(var left, var right) when !negated => ReduceBoth(list, left, right, negated),
            Filter.And(var left, var right) when negated => ReduceBoth(list, left, right, negated),
            Filter.Present when !negated => inner,
            Filter.Compare { Value: not FilterValue.Null } compare => ReduceComparison(list, compare, negated),
            _ => null,
        };

    private static Filter.Or? ReduceBoth(AttributePath list, Filter left, Filter right, bool negated) =>
        ReduceFilter(list, left, negated) is { } first && ReduceFilter(list, right, negated) is { } second
            ? new Filter.Or(first, second)
            : null;

    // Without a value, "tags ne x" is true, but no value satisfies "value ne x".
    private static Filter? ReduceComparison(AttributePath list, Filter.Compare compare, bool negated) =>
        (compare.Op, negated) switch
        {
            (CompareOp.Eq, true) or (CompareOp.Ne, false) => new Filter.And(
                new Filter.Present(list),
                compare with
                {
                    Op = CompareOp.Ne,
                }
            ),
            (CompareOp.Ne, true) => compare with { Op = CompareOp.Eq },
            (_, false) => compare,
            _ => null,
        };
}
