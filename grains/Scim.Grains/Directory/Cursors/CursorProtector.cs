using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Scim.Grains.Directory.Cursors;

/// <summary>
/// Turns cursors into text and back: encrypted and authenticated by AES-GCM, since the key that a list is sorted by may
/// be a person's name. The encryption key is derived from the tenant's secret and the query, so another tenant's cursor
/// or another query's opens no more than a forged one.
/// </summary>
internal static class CursorProtector
{
    // What a cursor of the longest sort key takes; a request line has no room for more.
    private const int MaxLength = 128 * 1024;
    private const int KeySize = 32,
        NonceSize = 12,
        TagSize = 16;

    /// <summary>The cursor as URL-safe text.</summary>
    /// <param name="secret">The tenant's secret.</param>
    /// <param name="query">What the cursor belongs to, in a canonical form.</param>
    /// <param name="cursor">The cursor.</param>
    public static string ProtectCursor(ReadOnlySpan<byte> secret, string query, ListCursor cursor)
    {
        byte[] plain = CursorSerializer.SerializeCursor(cursor),
            text = new byte[NonceSize + plain.Length + TagSize];
        RandomNumberGenerator.Fill(text.AsSpan(0, NonceSize));
        using var cipher = new AesGcm(DeriveKey(secret, query), TagSize);
        cipher.Encrypt(
            text.AsSpan(0, NonceSize),
            plain,
            text.AsSpan(NonceSize, plain.Length),
            text.AsSpan(NonceSize + plain.Length)
        );
        return Base64Url.EncodeToString(text);
    }

    /// <summary>
    /// The cursor that a text of <see cref="ProtectCursor"/> holds, or null when it is none of this tenant and query.
    /// </summary>
    public static ListCursor? UnprotectCursor(ReadOnlySpan<byte> secret, string query, string text)
    {
        if (text.Length > MaxLength || !Base64Url.IsValid(text))
            return null;
        byte[] bytes = Base64Url.DecodeFromChars(text);
        int length = bytes.Length - NonceSize - TagSize;
        if (length <= 0)
            return null;
        byte[] plain = new byte[length];
        using var cipher = new AesGcm(DeriveKey(secret, query), TagSize);
        try
        {
            cipher.Decrypt(
                bytes.AsSpan(0, NonceSize),
                bytes.AsSpan(NonceSize, length),
                bytes.AsSpan(NonceSize + length),
                plain
            );
            return CursorSerializer.DeserializeCursor(plain);
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
