namespace Scim.Protocol.Schema;

/// <summary>When a client may set an attribute (RFC 7643 section 7).</summary>
public enum Mutability
{
    /// <summary>The client and the server can set the attribute at any time.</summary>
    ReadWrite,

    /// <summary>Only the server can set the attribute.</summary>
    ReadOnly,

    /// <summary>The attribute can be set once and cannot be changed afterwards.</summary>
    Immutable,

    /// <summary>The client can set the attribute, but it is never returned.</summary>
    WriteOnly,
}

/// <summary>When an attribute is returned in a response (RFC 7643 section 7).</summary>
public enum Returned
{
    /// <summary>Returned unless it is excluded or only other attributes are requested.</summary>
    Default,

    /// <summary>Always returned, regardless of the request.</summary>
    Always,

    /// <summary>Never returned.</summary>
    Never,

    /// <summary>Returned only if it is requested by name.</summary>
    Request,
}

/// <summary>The scope in which a value must be unique (RFC 7643 section 7).</summary>
public enum Uniqueness
{
    /// <summary>Values need not be unique.</summary>
    None,

    /// <summary>No two resources of the same tenant and type have the same value.</summary>
    Server,

    /// <summary>Treated like <see cref="Server"/>: each tenant is a separate server.</summary>
    Global,
}
