using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace Scim.Storage.Paging;

/// <summary>A digest of a statement and its values: tells lists apart without keeping what was searched for.</summary>
internal static class ListIdentity
{
    /// <summary>The digest.</summary>
    public static string ComputeDigest(string text, DynamicParameters values)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AppendText(hash, text);
        foreach (string name in values.ParameterNames)
        {
            object? value = values.Get<object?>(name);
            AppendText(
                hash,
                $"{value?.GetType().Name}:{Convert.ToString(value, CultureInfo.InvariantCulture)}"
            );
        }

        return Convert.ToBase64String(hash.GetHashAndReset());
    }

    // With its length, so that two texts in a row are not mistaken for two others.
    private static void AppendText(IncrementalHash hash, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}
