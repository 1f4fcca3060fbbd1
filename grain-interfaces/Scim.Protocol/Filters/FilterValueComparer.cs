using System.Text.Json.Nodes;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Filters;

/// <summary>
/// Compares a stored value with a filter's constant according to the attribute's type and caseExact.
/// </summary>
internal static class FilterValueComparer
{
    /// <summary>
    /// Whether the comparison of <paramref name="node"/> with <paramref name="constant"/> satisfies
    /// <paramref name="op"/>.
    /// </summary>
    internal static bool IsSatisfied(
        JsonNode node,
        AttributeDefinition attribute,
        CompareOp op,
        FilterValue constant
    ) =>
        constant switch
        {
            FilterValue.Text text => JsonScalar.TryGetString(node, out string? stored)
                ? IsTextSatisfied(TextFolding.FoldValue(attribute, stored), text.FoldValue(attribute, op), op)
                : op == CompareOp.Ne,
            FilterValue.Boolean(var flag) => JsonScalar.TryGetBoolean(node, out bool stored)
                ? IsOrderSatisfied(stored.CompareTo(flag), op)
                : op == CompareOp.Ne,
            FilterValue.Integer(var whole) => JsonScalar.TryGetInt64(node, out long stored)
                ? IsOrderSatisfied(stored.CompareTo(whole), op)
                : op == CompareOp.Ne,
            FilterValue.Decimal(var real) => JsonScalar.TryGetDouble(node, out double stored)
                ? IsOrderSatisfied(stored.CompareTo(real), op)
                : op == CompareOp.Ne,
            FilterValue.DateTime(var instant) => JsonScalar.TryGetString(node, out string? text)
            && ScimDateTime.TryParse(text, out DateTimeOffset stored)
                ? IsOrderSatisfied(stored.CompareTo(instant), op)
                : op == CompareOp.Ne,
            _ => throw new ArgumentOutOfRangeException(nameof(constant)),
        };

    /// <summary>
    /// Compares strings by Unicode code points, which is the order of UTF-8 bytes. In UTF-16 order, U+E000 to U+FFFF
    /// would come after the supplementary planes.
    /// </summary>
    internal static int CompareCodePoints(string left, string right)
    {
        int same = left.AsSpan().CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
            return left.Length.CompareTo(right.Length);
        char l = left[same],
            r = right[same];
        bool surrogateLeft = char.IsSurrogate(l),
            surrogateRight = char.IsSurrogate(r);
        return surrogateLeft == surrogateRight
            ? l.CompareTo(r)
            : (surrogateLeft ? 0x10000 : l).CompareTo(surrogateRight ? 0x10000 : r);
    }

    private static bool IsTextSatisfied(string stored, string constant, CompareOp op) =>
        op switch
        {
            CompareOp.Eq => stored.Equals(constant, StringComparison.Ordinal),
            CompareOp.Ne => !stored.Equals(constant, StringComparison.Ordinal),
            CompareOp.Co => stored.Contains(constant, StringComparison.Ordinal),
            CompareOp.Sw => stored.StartsWith(constant, StringComparison.Ordinal),
            CompareOp.Ew => stored.EndsWith(constant, StringComparison.Ordinal),
            _ => IsOrderSatisfied(CompareCodePoints(stored, constant), op),
        };

    private static bool IsOrderSatisfied(int comparison, CompareOp op) =>
        op switch
        {
            CompareOp.Eq => comparison == 0,
            CompareOp.Ne => comparison != 0,
            CompareOp.Gt => comparison > 0,
            CompareOp.Ge => comparison >= 0,
            CompareOp.Lt => comparison < 0,
            CompareOp.Le => comparison <= 0,
            _ => throw new ArgumentOutOfRangeException(nameof(op), op, "The operator applies to strings only."),
        };
}
