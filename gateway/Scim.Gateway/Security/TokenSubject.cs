namespace Scim.Gateway.Security;

/// <summary>
/// The user that a credential stands for (RFC 7644 section 3.11), by an attribute that he is found by.
/// </summary>
/// <param name="Attribute"><c>id</c>, <c>externalId</c> or <c>userName</c>.</param>
/// <param name="Value">Its value.</param>
internal sealed record TokenSubject(string Attribute, string Value)
{
    /// <summary>The user of an id.</summary>
    public static TokenSubject? FromUserId(string? id) =>
        id is null ? null : new TokenSubject("id", id);
}
