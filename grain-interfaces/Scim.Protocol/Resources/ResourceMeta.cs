namespace Scim.Protocol.Resources;

/// <summary>The <c>meta</c> attribute of a representation (RFC 7643 section 3.1).</summary>
/// <param name="ResourceTypeName">The resource type's name, such as <c>User</c>.</param>
/// <param name="Created">When the resource was made.</param>
/// <param name="LastModified">When it last changed.</param>
/// <param name="Version">The entity tag as in the <c>ETag</c> header, such as <c>W/"3"</c>.</param>
/// <param name="Location">The resource's absolute URI.</param>
public sealed record ResourceMeta(
    string ResourceTypeName,
    DateTimeOffset Created,
    DateTimeOffset LastModified,
    string Version,
    string Location
);
