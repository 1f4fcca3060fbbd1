namespace Scim.Protocol.Errors;

/// <summary>
/// One failure in SCIM's terms (RFC 7644 section 3.12): a value, handed back rather than thrown wherever the failure is
/// the client's.
/// </summary>
/// <param name="Kind">What is wrong; decides HTTP status and <c>scimType</c>.</param>
/// <param name="Detail">A sentence for the administrator: names the thing, the rule and the way out. Never an attribute
/// value of a person.</param>
public sealed record ScimError(ScimErrorKind Kind, string Detail)
{
    /// <summary>
    /// A word by which a program tells this failure from others of its kind, where an endpoint documents one; otherwise
    /// null. No part of SCIM.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>Wraps this error for a throw inside the protocol library.</summary>
    public ScimException ToException() => new(this);
}
