using Scim.Protocol.Filters;
using Scim.Protocol.Schema;
using Scim.Storage.Sql;

namespace Scim.Storage.Filters;

/// <summary>
/// Translates comparisons of an SQL expression with a filter's constant. The conditions are never NULL, so that
/// <c>not</c> is the complement.
/// </summary>
internal sealed class ComparisonSql(SqlDialect dialect, SqlParameters parameters)
{
    /// <summary>
    /// Builds the comparison of an expression with a constant. NULL is not equal to any constant.
    /// </summary>
    public string BuildCondition(string expression, AttributeDefinition attribute, CompareOp op, FilterValue constant)
    {
        if (constant is FilterValue.Null)
            return op == CompareOp.Ne ? $"({expression} IS NOT NULL)" : $"({expression} IS NULL)";
        string value = parameters.Add(ConvertConstant(attribute, op, constant));
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

    /// <summary>Converts a constant to the form in which the search document stores it.</summary>
    public object ConvertConstant(AttributeDefinition attribute, CompareOp op, FilterValue constant) =>
        constant switch
        {
            FilterValue.Text text => text.FoldValue(attribute, op),
            FilterValue.Boolean(var flag) => dialect.CreateBooleanParameter(flag),
            FilterValue.Integer(var number) => number,
            FilterValue.Decimal(var number) => number,
            FilterValue.DateTime(var instant) => ScimDateTime.Format(instant),
            _ => throw new NotSupportedException(constant.GetType().Name),
        };

    /// <summary>Returns the SQL operator of an equality or ordering comparison.</summary>
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
