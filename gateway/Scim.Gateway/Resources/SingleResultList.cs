using Scim.GrainInterfaces.Resources;

namespace Scim.Gateway.Resources;

/// <summary>Wraps one rendered user in a ListResponse, byte for byte as the directory writes it.</summary>
internal static class SingleResultList
{
    private static ReadOnlySpan<byte> Prefix =>
        "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:ListResponse\"],"u8
        + "\"totalResults\":1,\"itemsPerPage\":1,\"startIndex\":1,\"Resources\":["u8;

    private static ReadOnlySpan<byte> Suffix => "]}"u8;

    /// <summary>Creates the list.</summary>
    public static ReadOnlyMemory<byte> WrapUser(ResourceReply user) =>
        (byte[])[.. Prefix, .. user.Body.Span, .. Suffix];
}
