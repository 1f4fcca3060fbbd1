namespace Scim.Protocol.Resources;

/// <summary>One value of a group's <c>members</c> as it is handed out (RFC 7643 section 4.2).</summary>
/// <param name="Id">The member's id.</param>
/// <param name="Type">The member's resource type: <c>User</c> or <c>Group</c>.</param>
/// <param name="Display">The member's name, where known.</param>
/// <param name="Ref">The member's absolute URI.</param>
public sealed record MemberValue(string Id, string Type, string? Display, string Ref);
