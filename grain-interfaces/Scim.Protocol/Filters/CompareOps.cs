using Scim.Protocol.Schema;

namespace Scim.Protocol.Filters;

/// <summary>
/// How comparison operators are spelt and which types they are for (RFC 7644 section 3.4.2.2, table 3).
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
            _ => throw new ArgumentOutOfRangeException(nameof(op), op, "Not an operator."),
        };

    /// <summary>Substrings are for text; order is for what has one. A boolean and a binary value have none.</summary>
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
