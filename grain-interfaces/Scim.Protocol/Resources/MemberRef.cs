namespace Scim.Protocol.Resources;

/// <summary>A group member in a request (RFC 7643 section 4.2).</summary>
/// <param name="Id">The id of the member, from <c>value</c> or, if that is missing, from the last segment of
/// <c>$ref</c>.</param>
/// <param name="Type"><c>User</c> or <c>Group</c> if the client specified it, otherwise null.</param>
public sealed record MemberRef(string Id, string? Type = null);
