namespace Scim.Protocol.Resources;

/// <summary>One value of a user's <c>groups</c> (RFC 7643 section 4.1.2).</summary>
/// <param name="Id">The group's id.</param>
/// <param name="Display">The group's name, where known.</param>
/// <param name="IsDirect">Whether the user is a member of the group itself, rather than of a group in it.</param>
/// <param name="Ref">The group's absolute URI.</param>
public sealed record GroupRef(string Id, string? Display, bool IsDirect, string Ref);
