using System.Globalization;
using System.Text;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Filters;

/// <summary>
/// Formats filters in canonical form: names spelled as in the schema, lower-case operators, and parentheses only where
/// they are needed.
/// </summary>
/// <remarks>
/// Parsing the text yields an equal filter, unless another schema shadows an attribute of the type.
/// </remarks>
public static class FilterPrinter
{
    /// <summary>Returns the canonical text of <paramref name="filter"/>.</summary>
    public static string Print(Filter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var text = new StringBuilder();
        AppendFilter(text, filter, inBrackets: false);
        return text.ToString();
    }

    private static void AppendFilter(StringBuilder to, Filter filter, bool inBrackets)
    {
        switch (filter)
        {
            // Both operators are left-associative, so an equal operator needs parentheses only on the right.
            case Filter.Or(var left, var right):
                AppendFilter(to, left, inBrackets);
                to.Append(" or ");
                AppendOperand(to, right, inBrackets, group: right is Filter.Or);
                break;
            case Filter.And(var left, var right):
                AppendOperand(to, left, inBrackets, group: left is Filter.Or);
                to.Append(" and ");
                AppendOperand(to, right, inBrackets, group: right is Filter.Or or Filter.And);
                break;
            case Filter.Not(var inner):
                to.Append("not ");
                AppendOperand(to, inner, inBrackets, group: true);
                break;
            case Filter.Compare(var path, var op, var value):
                to.Append(FormatName(path, inBrackets)).Append(' ').Append(CompareOps.FormatOperator(op)).Append(' ');
                AppendValue(to, value);
                break;
            case Filter.Present(var path):
                to.Append(FormatName(path, inBrackets)).Append(" pr");
                break;
            case Filter.ValuePath(var path, var inner):
                to.Append(path).Append('[');
                AppendFilter(to, inner, inBrackets: true);
                to.Append(']');
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(filter), filter.GetType().Name, "Unknown case of Filter.");
        }
    }

    private static void AppendOperand(StringBuilder to, Filter filter, bool inBrackets, bool group)
    {
        if (group)
            to.Append('(');
        AppendFilter(to, filter, inBrackets);
        if (group)
            to.Append(')');
    }

    private static string FormatName(AttributePath path, bool inBrackets) =>
        inBrackets ? path.Leaf.Name : path.ToString();

    private static void AppendValue(StringBuilder to, FilterValue value)
    {
        switch (value)
        {
            case FilterValue.Null:
                to.Append("null");
                break;
            case FilterValue.Boolean(var flag):
                to.Append(flag ? "true" : "false");
                break;
            case FilterValue.Integer(var whole):
                to.Append(whole.ToString(CultureInfo.InvariantCulture));
                break;
            case FilterValue.Decimal(var real):
                to.Append(real.ToString("R", CultureInfo.InvariantCulture));
                break;
            case FilterValue.DateTime(var instant):
                to.Append('"').Append(ScimDateTime.Format(instant)).Append('"');
                break;
            case FilterValue.Text(var text):
                AppendQuoted(to, text);
                break;
            default:
                throw new ArgumentOutOfRangeException(
                    nameof(value),
                    value.GetType().Name,
                    "Unknown case of FilterValue."
                );
        }
    }

    private static void AppendQuoted(StringBuilder to, string text)
    {
        to.Append('"');
        foreach (char c in text)
        {
            if (c is '"' or '\\')
                to.Append('\\').Append(c);
            else if (c < ' ')
                to.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                to.Append(c);
        }

        to.Append('"');
    }
}
