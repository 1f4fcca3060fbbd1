namespace Scim.Protocol.Resources;

/// <summary>A value of a group's <c>members</c> attribute in a response (RFC 7643 section 4.2).</summary>
/// <param name="Id">The id of the member.</param>
/// <param name="Type">The resource type of the member: <c>User</c> or <c>Group</c>.</param>
/// <param name="Display">The name of the member, if known.</param>
/// <param name="Ref">The absolute URI of the member.</param>
public sealed record MemberValue(string Id, string Type, string? Display, string Ref);
