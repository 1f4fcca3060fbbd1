using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Scim.GrainInterfaces.Sessions;

/// <summary>
/// The token of a session: <c>scim_se_</c> followed by, in Base64url, the user's id, the session's id, 192 random bits
/// and a signature (HMAC-SHA256, truncated to 128 bits). Opaque to clients.
/// </summary>
/// <remarks>
/// The token identifies the grain to call. The signature uses the tenant's key, so a forged token never activates a
/// grain. The session itself is verified by the digest of the whole token, which the <see cref="IUserSessionsGrain"/>
/// compares.
/// </remarks>
/// <param name="UserId">The id of the user.</param>
/// <param name="SessionId">The id of the session.</param>
public sealed record SessionToken(string UserId, string SessionId)
{
    /// <summary>The prefix of session tokens.</summary>
    public const string Prefix = "scim_se_";

    /// <summary>The size of the tenant's signing key in bytes.</summary>
    public const int KeySize = 32;

    private const int UserSize = 16,
        SessionSize = 8,
        SecretSize = 24,
        SignatureSize = 16;
    private const int SignedSize = UserSize + SessionSize + SecretSize,
        Size = SignedSize + SignatureSize;

    /// <summary>Creates a token for a new session.</summary>
    /// <param name="userId">The user's id.</param>
    /// <param name="key">The tenant's signing key.</param>
    /// <param name="token">The user and the session that the token identifies.</param>
    /// <returns>The text of the token.</returns>
    public static string Create(string userId, ReadOnlySpan<byte> key, out SessionToken token)
    {
        Span<byte> bytes = stackalloc byte[Size];
        Guid.ParseExact(userId, "D").TryWriteBytes(bytes, bigEndian: true, out _);
        RandomNumberGenerator.Fill(bytes[UserSize..SignedSize]);
        WriteSignature(bytes[..SignedSize], key, bytes[SignedSize..]);
        token = DecodeBytes(bytes);
        return Prefix + Base64Url.EncodeToString(bytes);
    }

    /// <summary>Whether <paramref name="text"/> has the prefix and the length of a session token.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal)
        && text.Length == Prefix.Length + Base64Url.GetEncodedLength(Size);

    /// <summary>
    /// Parses a token and verifies its signature; returns null when it is malformed or was not signed with
    /// <paramref name="key"/>.
    /// </summary>
    /// <param name="text">The text of the token.</param>
    /// <param name="key">The tenant's signing key. No token is valid if it is empty.</param>
    public static SessionToken? ParseAndVerify(ReadOnlySpan<char> text, ReadOnlySpan<byte> key)
    {
        if (key.IsEmpty || !IsWellFormed(text))
            return null;
        ReadOnlySpan<char> encoded = text[Prefix.Length..];
        Span<byte> bytes = stackalloc byte[Size + 1];
        if (!Base64Url.IsValid(encoded))
            return null;
        if (!Base64Url.TryDecodeFromChars(encoded, bytes, out int length) || length != Size)
            return null;
        Span<byte> expected = stackalloc byte[SignatureSize];
        WriteSignature(bytes[..SignedSize], key, expected);
        return CryptographicOperations.FixedTimeEquals(bytes[SignedSize..Size], expected) ? DecodeBytes(bytes) : null;
    }

    /// <summary>Returns the digest that identifies a token: the SHA-256 hash of its text.</summary>
    public static byte[] ComputeDigest(ReadOnlySpan<char> text)
    {
        Span<byte> ascii = stackalloc byte[text.Length];
        Encoding.ASCII.GetBytes(text, ascii);
        return SHA256.HashData(ascii);
    }

    private static SessionToken DecodeBytes(ReadOnlySpan<byte> bytes) =>
        new(
            new Guid(bytes[..UserSize], bigEndian: true).ToString("D"),
            Convert.ToHexStringLower(bytes[UserSize..(UserSize + SessionSize)])
        );

    private static void WriteSignature(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> key, Span<byte> signature)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, signed, whole);
        whole[..SignatureSize].CopyTo(signature);
    }
}
