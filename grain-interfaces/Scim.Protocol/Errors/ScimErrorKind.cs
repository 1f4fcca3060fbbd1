namespace Scim.Protocol.Errors;

/// <summary>
/// Everything that can go wrong with a SCIM request, one kind for each pair of HTTP status and <c>scimType</c> (RFC
/// 7644 section 3.12).
/// </summary>
public enum ScimErrorKind
{
    /// <summary>400 <c>invalidFilter</c>: the filter's grammar, attribute or comparison is wrong.</summary>
    InvalidFilter,

    /// <summary>400 <c>tooMany</c>: the request asks for more than the server is willing to compute.</summary>
    TooMany,

    /// <summary>409 <c>uniqueness</c>: a value that must be unique in the tenant is taken.</summary>
    Uniqueness,

    /// <summary>400 <c>mutability</c>: the change contradicts the attribute's mutability.</summary>
    Mutability,

    /// <summary>400 <c>invalidSyntax</c>: the body is not what the endpoint expects.</summary>
    InvalidSyntax,

    /// <summary>400 <c>invalidPath</c>: a PATCH path cannot be understood or names no attribute.</summary>
    InvalidPath,

    /// <summary>400 <c>noTarget</c>: a PATCH path selects nothing to change.</summary>
    NoTarget,

    /// <summary>400 <c>invalidValue</c>: a value is missing, of the wrong type or against a rule.</summary>
    InvalidValue,

    /// <summary>400 <c>invalidVers</c>: the SCIM protocol version is not supported.</summary>
    InvalidVersion,

    /// <summary>403 <c>sensitive</c>: the request would put sensitive data into the URI.</summary>
    Sensitive,

    /// <summary>
    /// 400 <c>invalidCursor</c>: the cursor is not one of this server's, or belongs to another query (RFC 9865 section
    /// 2.1).
    /// </summary>
    InvalidCursor,

    /// <summary>400 <c>expiredCursor</c>: the cursor's time is over (RFC 9865 section 2.1).</summary>
    ExpiredCursor,

    /// <summary>400 <c>invalidCount</c>: the count cannot be combined with the cursor (RFC 9865 section 2.1).</summary>
    InvalidCount,

    /// <summary>401: no credentials, or none that are valid here.</summary>
    Unauthorized,

    /// <summary>403: the credentials do not allow this.</summary>
    Forbidden,

    /// <summary>404: there is no such resource or endpoint.</summary>
    NotFound,

    /// <summary>405: the endpoint does not have this method.</summary>
    MethodNotAllowed,

    /// <summary>409 without <c>scimType</c>: the request contradicts the present state.</summary>
    Conflict,

    /// <summary>412: the resource's version is not the one in <c>If-Match</c> (RFC 7644 section 3.14).</summary>
    VersionMismatch,

    /// <summary>413: the body is larger than the configured limit.</summary>
    PayloadTooLarge,

    /// <summary>414: the request target is longer than the configured limit.</summary>
    UriTooLong,

    /// <summary>
    /// 415: the body's media type is neither <c>application/scim+json</c> nor <c>application/json</c>.
    /// </summary>
    UnsupportedMediaType,

    /// <summary>429: the tenant's rate limit is reached.</summary>
    TooManyRequests,

    /// <summary>500: a defect of the server.</summary>
    Internal,

    /// <summary>501: the server does not offer this.</summary>
    NotImplemented,

    /// <summary>503: the server cannot answer now; the client may try again.</summary>
    Unavailable,
}
