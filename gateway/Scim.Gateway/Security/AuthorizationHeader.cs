using System.Buffers;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Scim.Gateway.Security;

/// <summary>
/// Parses the <c>Authorization</c> header (RFC 9110 section 11.4). Scheme names are case-insensitive.
/// </summary>
internal static class AuthorizationHeader
{
    // Sufficient for a JSON Web Token with many claims.
    private const int MaxSecretLength = 16 * 1024;

    // The characters of b64token (RFC 6750 section 2.1).
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/="
    );

    /// <summary>
    /// Returns the token of <c>Bearer {token}</c> (RFC 6750 section 2.1), or null if the header has another form.
    /// </summary>
    public static string? GetBearerToken(StringValues header) =>
        GetCredentials(header, "Bearer") is { Length: > 0 } token && !token.AsSpan().ContainsAnyExcept(TokenCharacters)
            ? token
            : null;

    /// <summary>Reads user and password of <c>Basic {base64}</c> (RFC 7617) in UTF-8.</summary>
    /// <returns>False if the header has another form.</returns>
    public static bool TryReadBasic(StringValues header, out string user, out string password)
    {
        user = password = "";
        if (GetCredentials(header, "Basic") is not { } encoded)
            return false;
        Span<byte> bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out int length))
            return false;
        string text = Encoding.UTF8.GetString(bytes[..length]);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return false;
        user = text[..colon];
        password = text[(colon + 1)..];
        return true;
    }

    // Returns what follows the scheme, if there is exactly one header with that scheme.
    private static string? GetCredentials(StringValues header, string scheme)
    {
        if (header.Count != 1 || header[0] is not { Length: <= MaxSecretLength } text)
            return null;
        if (
            text.Length <= scheme.Length
            || text[scheme.Length] != ' '
            || !text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
        )
            return null;
        return text.AsSpan(scheme.Length).Trim(' ').ToString();
    }
}
