using System.Buffers;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Scim.Gateway.Security;

/// <summary>
/// Takes the <c>Authorization</c> header apart (RFC 9110 section 11.4). Scheme names compare without regard to case.
/// </summary>
internal static class AuthorizationHeader
{
    // Room for a JSON Web Token with many claims.
    private const int MaxSecretLength = 16 * 1024;

    // b64token of RFC 6750 section 2.1.
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/="
    );

    /// <summary>
    /// The token of <c>Bearer {token}</c> (RFC 6750 section 2.1), or null where the header is something else.
    /// </summary>
    public static string? GetBearerToken(StringValues header) =>
        GetCredentials(header, "Bearer") is { Length: > 0 } token
        && !token.AsSpan().ContainsAnyExcept(TokenCharacters)
            ? token
            : null;

    /// <summary>
    /// User and password of <c>Basic {base64}</c> (RFC 7617), in UTF-8; false where the header is something else.
    /// </summary>
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

    // One header, one scheme, blanks, and the rest.
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
