using System.Security.Cryptography;

namespace Scim.Gateway.Http;

/// <summary>Entity tags of documents that have no version of their own: a digest of what is sent.</summary>
internal static class ContentETag
{
    private const int DigestBytes = 12;

    /// <summary>The tag of a body.</summary>
    public static string ComputeETag(ReadOnlySpan<byte> body)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, digest);
        return $"W/\"{Convert.ToHexStringLower(digest[..DigestBytes])}\"";
    }

    /// <summary>
    /// Whether an <c>If-None-Match</c> header says that the client has it (RFC 9110 section 13.1.2: weak comparison).
    /// </summary>
    public static bool IsCurrent(string? ifNoneMatch, string tag)
    {
        foreach (
            string candidate in ifNoneMatch?.Split(
                ',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            ) ?? []
        )
            if (candidate == "*" || candidate == tag || candidate == tag[2..])
                return true;
        return false;
    }
}
