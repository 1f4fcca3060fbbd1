namespace Scim.Protocol.Resources;

/// <summary>A group member as a client names it (RFC 7643 section 4.2).</summary>
/// <param name="Id">The member's id, from <c>value</c>, or from the last segment of <c>$ref</c> where there is no
/// <c>value</c>.</param>
/// <param name="Type"><c>User</c> or <c>Group</c> where the client said which, else null.</param>
public sealed record MemberRef(string Id, string? Type = null);
