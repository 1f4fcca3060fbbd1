using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;
using Scim.Storage.Sql;

namespace Scim.Storage.Filters;

/// <summary>
/// Comparisons of one SQL expression with a filter's constant. Never NULL, so that <c>not</c> is the complement.
/// </summary>
internal sealed class ComparisonSql(SqlDialect dialect, SqlParameters parameters)
{
    /// <summary>
    /// Whether the expression stands in relation <paramref name="op"/> to the constant; what is NULL differs from
    /// everything.
    /// </summary>
    public string BuildCondition(
        string expression,
        AttributeDefinition attribute,
        CompareOp op,
        FilterValue constant
    )
    {
        if (constant is FilterValue.Null)
            return op == CompareOp.Ne ? $"({expression} IS NOT NULL)" : $"({expression} IS NULL)";
        string value = parameters.Add(ConvertConstant(attribute, constant));
        return op switch
        {
            CompareOp.Eq => $"(({expression} = {value}) IS TRUE)",
            CompareOp.Ne => $"(({expression} = {value}) IS NOT TRUE)",
            CompareOp.Co => $"({dialect.ContainsText(expression, value)} IS TRUE)",
            CompareOp.Sw => $"({dialect.StartsWithText(expression, value)} IS TRUE)",
            CompareOp.Ew => $"({dialect.EndsWithText(expression, value)} IS TRUE)",
            CompareOp.Gt or CompareOp.Ge or CompareOp.Lt or CompareOp.Le =>
                $"(({expression} {GetOperator(op)} {value}) IS TRUE)",
            _ => throw new NotSupportedException(op.ToString()),
        };
    }

    /// <summary>The constant as the search document has it.</summary>
    public object ConvertConstant(AttributeDefinition attribute, FilterValue constant) =>
        constant switch
        {
            FilterValue.Text(var text) => attribute.CaseExact ? text : TextFolding.Fold(text),
            FilterValue.Boolean(var flag) => dialect.CreateBooleanParameter(flag),
            FilterValue.Integer(var number) => number,
            FilterValue.Decimal(var number) => number,
            FilterValue.DateTime(var instant) => ScimDateTime.Format(instant),
            _ => throw new NotSupportedException(constant.GetType().Name),
        };

    /// <summary>The sign of an ordering comparison, or of equality.</summary>
    public static string GetOperator(CompareOp op) =>
        op switch
        {
            CompareOp.Eq => "=",
            CompareOp.Gt => ">",
            CompareOp.Ge => ">=",
            CompareOp.Lt => "<",
            CompareOp.Le => "<=",
            _ => throw new NotSupportedException(op.ToString()),
        };
}
