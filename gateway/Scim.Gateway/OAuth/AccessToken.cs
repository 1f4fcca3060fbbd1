using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Scim.Gateway.OAuth;

/// <summary>
/// An access token of an OAuth client. It says itself whose it is, so that recognising one needs no look-up, and is
/// signed (HMAC-SHA256), so that only this service makes them: <c>scim_at_{payload}.{signature}</c>, both Base64url.
/// Clients must not look into it.
/// </summary>
/// <param name="ClientId">The client.</param>
/// <param name="Scopes">What it allows.</param>
/// <param name="ExpiresAt">When it ends, to the second.</param>
internal sealed record AccessToken(
    string ClientId,
    IReadOnlyList<string> Scopes,
    DateTimeOffset ExpiresAt
)
{
    /// <summary>What access tokens begin with.</summary>
    public const string Prefix = "scim_at_";

    private const int MaxLength = 1024;

    /// <summary>
    /// Whether <paramref name="token"/> may be an access token: the tokens that operators issue have no dot.
    /// </summary>
    public static bool IsWellFormed(string token) =>
        token.StartsWith(Prefix, StringComparison.Ordinal)
        && token.Contains('.', StringComparison.Ordinal);

    /// <summary>Writes the token and signs it.</summary>
    public string FormatSigned(ReadOnlySpan<byte> key)
    {
        string payload = string.Create(
            CultureInfo.InvariantCulture,
            $"{ClientId}\n{ExpiresAt.ToUnixTimeSeconds()}\n{string.Join(' ', Scopes)}"
        );
        string signed = Prefix + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload));
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed)))}";
    }

    /// <summary>
    /// Reads a token that was signed with <paramref name="key"/>; null for anything else. Looks into nothing whose
    /// signature is wrong.
    /// </summary>
    public static AccessToken? ParseVerified(string token, ReadOnlySpan<byte> key)
    {
        int dot = token.IndexOf('.', StringComparison.Ordinal);
        if (
            token.Length > MaxLength
            || dot < Prefix.Length
            || DecodeBase64Url(token.AsSpan(dot + 1)) is not { } signature
        )
            return null;
        byte[] expected = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(token[..dot]));
        if (
            !CryptographicOperations.FixedTimeEquals(signature, expected)
            || DecodeBase64Url(token.AsSpan(Prefix.Length, dot - Prefix.Length)) is not { } payload
        )
            return null;
        string[] parts = Encoding.UTF8.GetString(payload).Split('\n');
        return new AccessToken(
            parts[0],
            parts[2].Split(' '),
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[1], CultureInfo.InvariantCulture))
        );
    }

    /// <summary>Never prints the token.</summary>
    public override string ToString() => $"AccessToken of {ClientId}";

    private static byte[]? DecodeBase64Url(ReadOnlySpan<char> text)
    {
        byte[] bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, bytes, out int length)
            ? bytes[..length]
            : null;
    }
}
