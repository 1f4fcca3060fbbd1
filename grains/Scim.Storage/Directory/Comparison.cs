using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Storage.Directory;

/// <summary>Comparisons of one SQL expression with a filter's constant. Never NULL, so that <c>not</c> is the complement.</summary>
internal sealed class Comparison(SqlDialect dialect, SqlParameters parameters)
{
    /// <summary>Whether the expression stands in relation <paramref name="op"/> to the constant; what is NULL differs from everything.</summary>
    public string Test(string expression, AttributeDefinition attribute, CompareOp op, FilterValue constant)
    {
        if (constant is FilterValue.Null) return op == CompareOp.Ne ? $"({expression} IS NOT NULL)" : $"({expression} IS NULL)";
        string value = parameters.Add(Constant(attribute, constant));
        return op switch
        {
            CompareOp.Eq => $"(({expression} = {value}) IS TRUE)",
            CompareOp.Ne => $"(({expression} = {value}) IS NOT TRUE)",
            CompareOp.Co => $"({dialect.Contains(expression, value)} IS TRUE)",
            CompareOp.Sw => $"({dialect.StartsWith(expression, value)} IS TRUE)",
            CompareOp.Ew => $"({dialect.EndsWith(expression, value)} IS TRUE)",
            CompareOp.Gt or CompareOp.Ge or CompareOp.Lt or CompareOp.Le => $"(({expression} {Sign(op)} {value}) IS TRUE)",
            _ => throw new NotSupportedException(op.ToString()),
        };
    }

    /// <summary>The constant as the search document has it.</summary>
    public object Constant(AttributeDefinition attribute, FilterValue constant) => constant switch
    {
        FilterValue.Text(var text) => attribute.CaseExact ? text : TextFolding.Fold(text),
        FilterValue.Flag(var flag) => dialect.Flag(flag),
        FilterValue.Whole(var number) => number,
        FilterValue.Real(var number) => number,
        FilterValue.Instant(var instant) => ScimDateTime.Format(instant),
        _ => throw new NotSupportedException(constant.GetType().Name),
    };

    /// <summary>The sign of an ordering comparison, or of equality.</summary>
    public static string Sign(CompareOp op) => op switch
    {
        CompareOp.Eq => "=",
        CompareOp.Gt => ">",
        CompareOp.Ge => ">=",
        CompareOp.Lt => "<",
        CompareOp.Le => "<=",
        _ => throw new NotSupportedException(op.ToString()),
    };
}
