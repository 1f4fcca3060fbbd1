namespace Scim.Protocol.Schema;

/// <summary>The data types of RFC 7643 section 2.3.</summary>
public enum AttributeType
{
    /// <summary>A sequence of Unicode characters.</summary>
    String,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A decimal number.</summary>
    Decimal,

    /// <summary>A 64-bit integer.</summary>
    Integer,

    /// <summary>An xsd:dateTime.</summary>
    DateTime,

    /// <summary>A Base64-encoded string.</summary>
    Binary,

    /// <summary>A URI: of a SCIM resource or of an external one.</summary>
    Reference,

    /// <summary>An object with sub-attributes.</summary>
    Complex,
}
