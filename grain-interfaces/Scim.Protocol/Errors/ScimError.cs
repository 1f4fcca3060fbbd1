namespace Scim.Protocol.Errors;

/// <summary>
/// An error in SCIM terms (RFC 7644 section 3.12). Errors caused by the client are returned as values rather than
/// thrown.
/// </summary>
/// <param name="Kind">The kind of error, which determines the HTTP status and <c>scimType</c>.</param>
/// <param name="Detail">A message for the administrator that names the thing, the rule and the way out. It never
/// contains personal data.</param>
public sealed record ScimError(ScimErrorKind Kind, string Detail)
{
    /// <summary>
    /// A machine-readable code that distinguishes this error from others of the same kind, for endpoints that document
    /// such codes; otherwise null. Not part of SCIM.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>Wraps this error in an exception.</summary>
    public ScimException ToException() => new(this);
}
