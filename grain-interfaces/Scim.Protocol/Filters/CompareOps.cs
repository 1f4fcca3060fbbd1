using Scim.Protocol.Schema;

namespace Scim.Protocol.Filters;

/// <summary>
/// The spelling of the comparison operators and the types they apply to (RFC 7644 section 3.4.2.2, table 3).
/// </summary>
internal static class CompareOps
{
    internal static bool TryParse(string word, out CompareOp op)
    {
        foreach (CompareOp candidate in Enum.GetValues<CompareOp>())
        {
            op = candidate;
            if (word.Equals(FormatOperator(candidate), StringComparison.OrdinalIgnoreCase))
                return true;
        }

        op = default;
        return false;
    }

    internal static string FormatOperator(CompareOp op) =>
        op switch
        {
            CompareOp.Eq => "eq",
            CompareOp.Ne => "ne",
            CompareOp.Co => "co",
            CompareOp.Sw => "sw",
            CompareOp.Ew => "ew",
            CompareOp.Gt => "gt",
            CompareOp.Ge => "ge",
            CompareOp.Lt => "lt",
            CompareOp.Le => "le",
            _ => throw new ArgumentOutOfRangeException(nameof(op), op, "Unknown operator."),
        };

    /// <summary>
    /// Whether the operator applies to the type: substring operators to strings, ordering operators to ordered types.
    /// Booleans and binary values are not ordered.
    /// </summary>
    internal static bool IsApplicableTo(CompareOp op, AttributeType type) =>
        op switch
        {
            CompareOp.Eq or CompareOp.Ne => true,
            CompareOp.Co or CompareOp.Sw or CompareOp.Ew => type
                is AttributeType.String
                    or AttributeType.Reference
                    or AttributeType.Binary,
            _ => type is not (AttributeType.Boolean or AttributeType.Binary),
        };
}
