using System.Diagnostics;

namespace Scim.Protocol.Errors;

/// <summary>Maps errors to HTTP (RFC 7644 section 3.12, table 9; RFC 9865 section 2.1).</summary>
public static class ScimErrorStatus
{
    /// <summary>
    /// Returns the HTTP status of <paramref name="kind"/> and its <c>scimType</c>, if any. Defined for every value of
    /// the enumeration.
    /// </summary>
    public static (int Status, string? ScimType) ToStatus(this ScimErrorKind kind) =>
        kind switch
        {
            ScimErrorKind.InvalidFilter => (400, "invalidFilter"),
            ScimErrorKind.TooMany => (400, "tooMany"),
            ScimErrorKind.Uniqueness => (409, "uniqueness"),
            ScimErrorKind.Mutability => (400, "mutability"),
            ScimErrorKind.InvalidSyntax => (400, "invalidSyntax"),
            ScimErrorKind.InvalidPath => (400, "invalidPath"),
            ScimErrorKind.NoTarget => (400, "noTarget"),
            ScimErrorKind.InvalidValue => (400, "invalidValue"),
            ScimErrorKind.InvalidVersion => (400, "invalidVers"),
            ScimErrorKind.Sensitive => (403, "sensitive"),
            ScimErrorKind.InvalidCursor => (400, "invalidCursor"),
            ScimErrorKind.ExpiredCursor => (400, "expiredCursor"),
            ScimErrorKind.InvalidCount => (400, "invalidCount"),
            ScimErrorKind.Unauthorized => (401, null),
            ScimErrorKind.Forbidden => (403, null),
            ScimErrorKind.NotFound => (404, null),
            ScimErrorKind.MethodNotAllowed => (405, null),
            ScimErrorKind.Conflict => (409, null),
            ScimErrorKind.VersionMismatch => (412, null),
            ScimErrorKind.PayloadTooLarge => (413, null),
            ScimErrorKind.UriTooLong => (414, null),
            ScimErrorKind.UnsupportedMediaType => (415, null),
            ScimErrorKind.TooManyRequests => (429, null),
            ScimErrorKind.Internal => (500, null),
            ScimErrorKind.NotImplemented => (501, null),
            ScimErrorKind.Unavailable => (503, null),
            _ => throw new UnreachableException($"No HTTP status for {kind}."),
        };
}
