namespace Scim.Protocol.Errors;

/// <summary>
/// The kinds of SCIM errors: one for each combination of HTTP status and <c>scimType</c> (RFC 7644 section 3.12).
/// </summary>
public enum ScimErrorKind
{
    /// <summary>
    /// 400 <c>invalidFilter</c>: the filter has invalid syntax, or an invalid attribute or comparison.
    /// </summary>
    InvalidFilter,

    /// <summary>400 <c>tooMany</c>: the request exceeds a limit of the server.</summary>
    TooMany,

    /// <summary>409 <c>uniqueness</c>: a value that must be unique in the tenant is already used.</summary>
    Uniqueness,

    /// <summary>400 <c>mutability</c>: the change violates the attribute's mutability.</summary>
    Mutability,

    /// <summary>400 <c>invalidSyntax</c>: the body is not what the endpoint expects.</summary>
    InvalidSyntax,

    /// <summary>400 <c>invalidPath</c>: a PATCH path is malformed or does not identify an attribute.</summary>
    InvalidPath,

    /// <summary>400 <c>noTarget</c>: a PATCH path matches nothing to change.</summary>
    NoTarget,

    /// <summary>400 <c>invalidValue</c>: a value is missing, has the wrong type or violates a rule.</summary>
    InvalidValue,

    /// <summary>400 <c>invalidVers</c>: the SCIM protocol version is not supported.</summary>
    InvalidVersion,

    /// <summary>403 <c>sensitive</c>: the request would put sensitive data into the URI.</summary>
    Sensitive,

    /// <summary>
    /// 400 <c>invalidCursor</c>: the cursor was not issued by this server or belongs to another query (RFC 9865 section
    /// 2.1).
    /// </summary>
    InvalidCursor,

    /// <summary>400 <c>expiredCursor</c>: the cursor has expired (RFC 9865 section 2.1).</summary>
    ExpiredCursor,

    /// <summary>400 <c>invalidCount</c>: the count cannot be combined with the cursor (RFC 9865 section 2.1).</summary>
    InvalidCount,

    /// <summary>401: the credentials are missing or invalid.</summary>
    Unauthorized,

    /// <summary>403: the credentials do not permit the request.</summary>
    Forbidden,

    /// <summary>404: the resource or endpoint does not exist.</summary>
    NotFound,

    /// <summary>405: the endpoint does not support the method.</summary>
    MethodNotAllowed,

    /// <summary>409 without <c>scimType</c>: the request conflicts with the current state.</summary>
    Conflict,

    /// <summary>412: the resource's version differs from the one in <c>If-Match</c> (RFC 7644 section 3.14).</summary>
    VersionMismatch,

    /// <summary>413: the body exceeds the configured limit.</summary>
    PayloadTooLarge,

    /// <summary>414: the request target exceeds the configured limit.</summary>
    UriTooLong,

    /// <summary>
    /// 415: the media type of the body is neither <c>application/scim+json</c> nor <c>application/json</c>.
    /// </summary>
    UnsupportedMediaType,

    /// <summary>429: the tenant's rate limit is exceeded.</summary>
    TooManyRequests,

    /// <summary>500: an internal error of the server.</summary>
    Internal,

    /// <summary>501: the server does not support the operation.</summary>
    NotImplemented,

    /// <summary>503: the server is temporarily unavailable. The client can retry.</summary>
    Unavailable,
}
