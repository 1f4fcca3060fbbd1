using System.Security.Cryptography;

namespace Scim.Gateway.Http;

/// <summary>Entity tags for documents without a version, computed from their content.</summary>
internal static class ContentETag
{
    private const int DigestBytes = 12;

    /// <summary>Computes the weak entity tag of a body.</summary>
    public static string ComputeETag(ReadOnlySpan<byte> body)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, digest);
        return $"W/\"{Convert.ToHexStringLower(digest[..DigestBytes])}\"";
    }

    /// <summary>
    /// Returns whether an <c>If-None-Match</c> header contains the tag, by weak comparison (RFC 9110 section 13.1.2).
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
