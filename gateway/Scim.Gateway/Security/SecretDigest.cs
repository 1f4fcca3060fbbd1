using System.Security.Cryptography;
using System.Text;

namespace Scim.Gateway.Security;

/// <summary>
/// Digests of secrets that clients present. Secrets are compared by digest and in constant time, to prevent timing
/// attacks.
/// </summary>
internal static class SecretDigest
{
    /// <summary>The size of a digest, in bytes.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    private const int MaxOnStack = 512;

    /// <summary>Computes the SHA-256 digest of the secret in UTF-8.</summary>
    public static void ComputeDigest(ReadOnlySpan<char> secret, Span<byte> digest)
    {
        int size = Encoding.UTF8.GetMaxByteCount(secret.Length);
        Span<byte> bytes = size <= MaxOnStack ? stackalloc byte[MaxOnStack] : new byte[size];
        int length = Encoding.UTF8.GetBytes(secret, bytes);
        SHA256.HashData(bytes[..length], digest);
        CryptographicOperations.ZeroMemory(bytes[..length]);
    }

    /// <summary>Returns whether <paramref name="secret"/> has the digest <paramref name="expected"/>.</summary>
    public static bool IsMatch(ReadOnlySpan<char> secret, ReadOnlySpan<byte> expected)
    {
        Span<byte> digest = stackalloc byte[Size];
        ComputeDigest(secret, digest);
        return CryptographicOperations.FixedTimeEquals(digest, expected);
    }
}
