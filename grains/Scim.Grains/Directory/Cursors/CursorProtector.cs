using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Scim.Grains.Directory.Cursors;

/// <summary>Converts cursors to and from URL-safe text, encrypted and authenticated with AES-GCM.</summary>
/// <remarks>
/// Cursors are encrypted because the sort key can contain personal data. The encryption key is derived from the
/// tenant's secret and the query, so a cursor of another tenant or query is rejected like a forged one.
/// </remarks>
internal static class CursorProtector
{
    // Enough for a cursor with the longest possible sort key; a request line cannot be longer.
    private const int MaxLength = 128 * 1024;
    private const int KeySize = 32,
        NonceSize = 12,
        TagSize = 16;

    /// <summary>Encrypts a cursor and returns it as URL-safe text.</summary>
    /// <param name="secret">The tenant's cursor secret.</param>
    /// <param name="query">The canonical form of the query that the cursor belongs to.</param>
    /// <param name="cursor">The cursor.</param>
    public static string ProtectCursor(ReadOnlySpan<byte> secret, string query, ListCursor cursor)
    {
        byte[] plaintext = CursorSerializer.SerializeCursor(cursor),
            text = new byte[NonceSize + plaintext.Length + TagSize];
        RandomNumberGenerator.Fill(text.AsSpan(0, NonceSize));
        using var cipher = new AesGcm(DeriveKey(secret, query), TagSize);
        cipher.Encrypt(
            text.AsSpan(0, NonceSize),
            plaintext,
            text.AsSpan(NonceSize, plaintext.Length),
            text.AsSpan(NonceSize + plaintext.Length)
        );
        return Base64Url.EncodeToString(text);
    }

    /// <summary>Decrypts a cursor; returns null when the text is not a valid cursor of this tenant and query.</summary>
    public static ListCursor? UnprotectCursor(ReadOnlySpan<byte> secret, string query, string text)
    {
        if (text.Length > MaxLength || !Base64Url.IsValid(text))
            return null;
        byte[] bytes = Base64Url.DecodeFromChars(text);
        int length = bytes.Length - NonceSize - TagSize;
        if (length <= 0)
            return null;
        byte[] plaintext = new byte[length];
        using var cipher = new AesGcm(DeriveKey(secret, query), TagSize);
        try
        {
            cipher.Decrypt(
                bytes.AsSpan(0, NonceSize),
                bytes.AsSpan(NonceSize, length),
                bytes.AsSpan(NonceSize + length),
                plaintext
            );
            return CursorSerializer.DeserializeCursor(plaintext);
        }
        catch (Exception e) when (e is AuthenticationTagMismatchException or InvalidDataException)
        {
            return null;
        }
    }

    private static byte[] DeriveKey(ReadOnlySpan<byte> secret, string query)
    {
        byte[] info = Encoding.UTF8.GetBytes("scim cursor 1\n" + query),
            key = new byte[KeySize];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, [], info);
        return key;
    }
}
