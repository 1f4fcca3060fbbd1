using Scim.Protocol.Filters;

namespace Scim.Storage.Filters;

/// <summary>
/// Translates the and, or and not of a filter. Chains become flat lists, because a filter may have more terms than an
/// SQL parser allows to be nested.
/// </summary>
internal static class BooleanSql
{
    /// <summary>
    /// Translates a filter.
    /// </summary>
    /// <param name="filter">The filter.</param>
    /// <param name="leaf">Translates a filter other than and, or and not, to a condition that is never NULL.</param>
    public static string BuildCondition(Filter filter, Func<Filter, string> leaf) =>
        filter switch
        {
            Filter.And and => $"({string.Join(" AND ", FlattenTerms(and).Select(f => BuildCondition(f, leaf)))})",
            Filter.Or or => $"({string.Join(" OR ", FlattenTerms(or).Select(f => BuildCondition(f, leaf)))})",
            Filter.Not(var inner) => $"(NOT {BuildCondition(inner, leaf)})",
            _ => leaf(filter),
        };

    /// <summary>Returns the operands of a chain of ands.</summary>
    public static IEnumerable<Filter> FlattenTerms(Filter.And filter) =>
        FlattenTerms(filter, f => f is Filter.And(var left, var right) ? (left, right) : null);

    /// <summary>Returns the operands of a chain of ors.</summary>
    public static IEnumerable<Filter> FlattenTerms(Filter.Or filter) =>
        FlattenTerms(filter, f => f is Filter.Or(var left, var right) ? (left, right) : null);

    private static IEnumerable<Filter> FlattenTerms(Filter filter, Func<Filter, (Filter Left, Filter Right)?> split)
    {
        var open = new Stack<Filter>([filter]);
        while (open.TryPop(out Filter? next))
        {
            if (split(next) is not { } pair)
            {
                yield return next;
                continue;
            }

            open.Push(pair.Right);
            open.Push(pair.Left);
        }
    }
}
