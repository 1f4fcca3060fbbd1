namespace Scim.Protocol.Schema;

/// <summary>The data types of RFC 7643 section 2.3.</summary>
public enum AttributeType
{
    /// <summary>A sequence of Unicode characters.</summary>
    String,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A real number.</summary>
    Decimal,

    /// <summary>A whole number of 64 bits.</summary>
    Integer,

    /// <summary>An xsd:dateTime.</summary>
    DateTime,

    /// <summary>Base64 text.</summary>
    Binary,

    /// <summary>A URI, or the location of a SCIM resource.</summary>
    Reference,

    /// <summary>An object of sub-attributes.</summary>
    Complex,
}
