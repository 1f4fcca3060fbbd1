namespace Scim.Protocol.Errors;

/// <summary>One failure in SCIM's terms (RFC 7644 section 3.12): a value, handed back rather than thrown wherever the failure is the client's.</summary>
/// <param name="Kind">What is wrong; decides HTTP status and <c>scimType</c>.</param>
/// <param name="Detail">A sentence for the administrator: names the thing, the rule and the way out. Never an attribute value of a person.</param>
public sealed record ScimError(ScimErrorKind Kind, string Detail)
{
    /// <summary>Wraps this error for a throw inside the protocol library.</summary>
    public ScimException ToException() => new(this);
}
