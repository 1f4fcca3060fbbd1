using System.Globalization;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Filters;

/// <summary>Converts a literal to the type of the attribute it is compared with.</summary>
internal static class FilterConstant
{
    internal static FilterValue Convert(FilterLiteral literal, AttributeDefinition attribute, CompareOp op)
    {
        if (literal.Kind == FilterLiteralKind.Null)
            return op is CompareOp.Eq or CompareOp.Ne ? FilterValue.Null.Instance : throw FilterMessages.NullComparison.At(literal.Position);
        return attribute.Type switch
        {
            AttributeType.Boolean => Flag(literal),
            AttributeType.Integer => Whole(literal),
            AttributeType.Decimal => Real(literal),
            AttributeType.DateTime => Instant(literal),
            _ => literal.Kind == FilterLiteralKind.Text ? new FilterValue.Text(literal.Text) : throw FilterMessages.TextExpected.At(literal.Position),
        };
    }

    /// <summary>Entra ID compares booleans with text: <c>roles[primary eq "True"]</c>.</summary>
    private static FilterValue.Flag Flag(FilterLiteral literal) =>
        literal.Kind != FilterLiteralKind.Number && bool.TryParse(literal.Text, out bool value)
            ? new FilterValue.Flag(value)
            : throw FilterMessages.BooleanExpected.At(literal.Position);

    private static FilterValue.Whole Whole(FilterLiteral literal) =>
        literal.Kind == FilterLiteralKind.Number
        && long.TryParse(literal.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? new FilterValue.Whole(value)
            : throw FilterMessages.WholeExpected.At(literal.Position);

    private static FilterValue.Real Real(FilterLiteral literal) =>
        literal.Kind == FilterLiteralKind.Number
        && double.TryParse(literal.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? new FilterValue.Real(value)
            : throw FilterMessages.NumberExpected.At(literal.Position);

    private static FilterValue.Instant Instant(FilterLiteral literal) =>
        literal.Kind == FilterLiteralKind.Text && ScimDateTime.TryParse(literal.Text, out DateTimeOffset value)
            ? new FilterValue.Instant(value)
            : throw FilterMessages.DateTimeExpected.At(literal.Position);
}
