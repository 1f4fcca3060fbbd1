using System.Globalization;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Filters;

/// <summary>Converts a literal to the type of the attribute that it is compared with.</summary>
internal static class FilterLiteralConverter
{
    internal static FilterValue ConvertLiteral(FilterLiteral literal, AttributeDefinition attribute, CompareOp op)
    {
        if (literal.Kind == FilterLiteralKind.Null)
            return op is CompareOp.Eq or CompareOp.Ne
                ? FilterValue.Null.Instance
                : throw FilterMessages.NullComparison.ToException(literal.Position);
        return attribute.Type switch
        {
            AttributeType.Boolean => ConvertBoolean(literal),
            AttributeType.Integer => ConvertInteger(literal),
            AttributeType.Decimal => ConvertDecimal(literal),
            AttributeType.DateTime => ConvertDateTime(literal),
            _ => literal.Kind == FilterLiteralKind.Text
                ? new FilterValue.Text(literal.Text)
                : throw FilterMessages.TextExpected.ToException(literal.Position),
        };
    }

    /// <summary>Also accepts strings, because Entra ID sends <c>roles[primary eq "True"]</c>.</summary>
    private static FilterValue.Boolean ConvertBoolean(FilterLiteral literal) =>
        literal.Kind != FilterLiteralKind.Number && bool.TryParse(literal.Text, out bool value)
            ? new FilterValue.Boolean(value)
            : throw FilterMessages.BooleanExpected.ToException(literal.Position);

    private static FilterValue.Integer ConvertInteger(FilterLiteral literal) =>
        literal.Kind == FilterLiteralKind.Number
        && long.TryParse(literal.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? new FilterValue.Integer(value)
            : throw FilterMessages.IntegerExpected.ToException(literal.Position);

    private static FilterValue.Decimal ConvertDecimal(FilterLiteral literal) =>
        literal.Kind == FilterLiteralKind.Number
        && double.TryParse(literal.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        && double.IsFinite(value)
            ? new FilterValue.Decimal(value)
            : throw FilterMessages.NumberExpected.ToException(literal.Position);

    private static FilterValue.DateTime ConvertDateTime(FilterLiteral literal) =>
        literal.Kind == FilterLiteralKind.Text && ScimDateTime.TryParse(literal.Text, out DateTimeOffset value)
            ? new FilterValue.DateTime(value)
            : throw FilterMessages.DateTimeExpected.ToException(literal.Position);
}
