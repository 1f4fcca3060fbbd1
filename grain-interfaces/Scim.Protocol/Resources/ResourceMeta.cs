namespace Scim.Protocol.Resources;

/// <summary>The <c>meta</c> attribute of a representation (RFC 7643 section 3.1).</summary>
/// <param name="ResourceTypeName">The name of the resource type, such as <c>User</c>.</param>
/// <param name="Created">The time of creation.</param>
/// <param name="LastModified">The time of the last change.</param>
/// <param name="Version">The entity tag as in the <c>ETag</c> header, such as <c>W/"3"</c>.</param>
/// <param name="Location">The absolute URI of the resource.</param>
public sealed record ResourceMeta(
    string ResourceTypeName,
    DateTimeOffset Created,
    DateTimeOffset LastModified,
    string Version,
    string Location
);
