namespace Scim.Gateway.Security;

/// <summary>The user that a credential represents (RFC 7644 section 3.11), identified by an attribute.</summary>
/// <param name="Attribute"><c>id</c>, <c>externalId</c> or <c>userName</c>.</param>
/// <param name="Value">The value of the attribute.</param>
internal sealed record TokenSubject(string Attribute, string Value)
{
    /// <summary>Creates the subject for a user id, or null for none.</summary>
    public static TokenSubject? FromUserId(string? id) => id is null ? null : new TokenSubject("id", id);
}
