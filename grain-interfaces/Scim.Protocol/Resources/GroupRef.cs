namespace Scim.Protocol.Resources;

/// <summary>A value of a user's <c>groups</c> attribute (RFC 7643 section 4.1.2).</summary>
/// <param name="Id">The id of the group.</param>
/// <param name="Display">The name of the group, if known.</param>
/// <param name="IsDirect">Whether the user is a direct member of the group rather than a member of a nested
/// group.</param>
/// <param name="Ref">The absolute URI of the group.</param>
public sealed record GroupRef(string Id, string? Display, bool IsDirect, string Ref);
