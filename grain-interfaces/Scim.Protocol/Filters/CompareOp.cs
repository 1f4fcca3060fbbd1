namespace Scim.Protocol.Filters;

/// <summary>
/// The comparison operators of RFC 7644 section 3.4.2.2, table 3. <c>pr</c> is <see cref="Filter.Present"/>.
/// </summary>
public enum CompareOp
{
    /// <summary><c>eq</c>: equal.</summary>
    Eq,

    /// <summary><c>ne</c>: not equal. Also matches an attribute without a value.</summary>
    Ne,

    /// <summary><c>co</c>: contains.</summary>
    Co,

    /// <summary><c>sw</c>: starts with.</summary>
    Sw,

    /// <summary><c>ew</c>: ends with.</summary>
    Ew,

    /// <summary><c>gt</c>: greater than.</summary>
    Gt,

    /// <summary><c>ge</c>: greater than or equal.</summary>
    Ge,

    /// <summary><c>lt</c>: less than.</summary>
    Lt,

    /// <summary><c>le</c>: less than or equal.</summary>
    Le,
}
