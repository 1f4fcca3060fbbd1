using Scim.GrainInterfaces.Resources;

namespace Scim.Gateway.Resources;

/// <summary>A ListResponse of one user who was rendered already, byte by byte as the directory writes it.</summary>
internal static class SingleResultList
{
    private static ReadOnlySpan<byte> Prefix =>
        """{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"itemsPerPage":1,"startIndex":1,"Resources":["""u8;

    private static ReadOnlySpan<byte> Suffix => "]}"u8;

    /// <summary>The list.</summary>
    public static ReadOnlyMemory<byte> WrapUser(ResourceReply user) =>
        (byte[])[.. Prefix, .. user.Body.Span, .. Suffix];
}
