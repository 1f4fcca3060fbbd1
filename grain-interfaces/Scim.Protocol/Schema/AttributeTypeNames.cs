namespace Scim.Protocol.Schema;

/// <summary>The names of the data types in a schema (RFC 7643 section 7).</summary>
internal static class AttributeTypeNames
{
    internal static string FormatType(AttributeType type) =>
        type switch
        {
            AttributeType.String => "string",
            AttributeType.Boolean => "boolean",
            AttributeType.Decimal => "decimal",
            AttributeType.Integer => "integer",
            AttributeType.DateTime => "dateTime",
            AttributeType.Binary => "binary",
            AttributeType.Reference => "reference",
            AttributeType.Complex => "complex",
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Unknown data type."),
        };
}
