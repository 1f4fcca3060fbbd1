using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Scim.Gateway.OAuth;

/// <summary>
/// An access token of an OAuth client: <c>scim_at_{payload}.{signature}</c>, both parts in Base64url.
/// </summary>
/// <remarks>
/// The payload contains the client, so that no lookup is needed; the signature (HMAC-SHA256) proves that this service
/// issued it. The token is opaque to clients.
/// </remarks>
/// <param name="ClientId">The client.</param>
/// <param name="Scopes">The granted scopes.</param>
/// <param name="ExpiresAt">The expiry time, with a precision of seconds.</param>
internal sealed record AccessToken(string ClientId, IReadOnlyList<string> Scopes, DateTimeOffset ExpiresAt)
{
    /// <summary>The prefix of access tokens.</summary>
    public const string Prefix = "scim_at_";

    private const int MaxLength = 1024;

    /// <summary>
    /// Returns whether <paramref name="token"/> may be an access token. Tokens issued by operators contain no dot.
    /// </summary>
    public static bool IsWellFormed(string token) =>
        token.StartsWith(Prefix, StringComparison.Ordinal) && token.Contains('.', StringComparison.Ordinal);

    /// <summary>Formats and signs the token.</summary>
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
    /// Parses a token that was signed with <paramref name="key"/>. The signature is checked before the payload is
    /// parsed.
    /// </summary>
    /// <returns>The token, or null if it is malformed or the signature is wrong.</returns>
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

    /// <summary>Returns a text without the token.</summary>
    public override string ToString() => $"AccessToken of {ClientId}";

    private static byte[]? DecodeBase64Url(ReadOnlySpan<char> text)
    {
        byte[] bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, bytes, out int length)
            ? bytes[..length]
            : null;
    }
}
