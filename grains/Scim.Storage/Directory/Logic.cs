using Scim.Protocol.Filters;

namespace Scim.Storage.Directory;

/// <summary>Writes the and, or and not of a filter. Chains become flat lists: a filter may have more terms than a parser likes to see nested.</summary>
internal static class Logic
{
    /// <summary>The filter as SQL, where <paramref name="leaf"/> writes what is neither and, or nor not, as a condition that is never NULL.</summary>
    public static string Write(Filter filter, Func<Filter, string> leaf) => filter switch
    {
        Filter.And and => $"({string.Join(" AND ", Terms(and).Select(f => Write(f, leaf)))})",
        Filter.Or or => $"({string.Join(" OR ", Terms(or).Select(f => Write(f, leaf)))})",
        Filter.Not(var inner) => $"(NOT {Write(inner, leaf)})",
        _ => leaf(filter),
    };

    /// <summary>The operands of a chain of ands.</summary>
    public static IEnumerable<Filter> Terms(Filter.And filter) => Terms(filter, f => f is Filter.And(var left, var right) ? (left, right) : null);

    /// <summary>The operands of a chain of ors.</summary>
    public static IEnumerable<Filter> Terms(Filter.Or filter) => Terms(filter, f => f is Filter.Or(var left, var right) ? (left, right) : null);

    private static IEnumerable<Filter> Terms(Filter filter, Func<Filter, (Filter Left, Filter Right)?> split)
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
