namespace Scim.Protocol.Schema;

/// <summary>When a client may set an attribute (RFC 7643 section 7).</summary>
public enum Mutability
{
    /// <summary>Set by client and server at any time.</summary>
    ReadWrite,

    /// <summary>Set by the server alone.</summary>
    ReadOnly,

    /// <summary>Set once, never changed afterwards.</summary>
    Immutable,

    /// <summary>Set by the client, never handed out.</summary>
    WriteOnly,
}

/// <summary>When an attribute is part of an answer (RFC 7643 section 7).</summary>
public enum Returned
{
    /// <summary>Unless it is excluded, or others are asked for.</summary>
    Default,

    /// <summary>Always, whatever the request asks for.</summary>
    Always,

    /// <summary>Never.</summary>
    Never,

    /// <summary>Only when asked for by name.</summary>
    Request,
}

/// <summary>How far a value must be unique (RFC 7643 section 7).</summary>
public enum Uniqueness
{
    /// <summary>Values may repeat.</summary>
    None,

    /// <summary>No two resources of one tenant and type share the value.</summary>
    Server,

    /// <summary>As <see cref="Server"/>: a tenant is a server of its own here.</summary>
    Global,
}
