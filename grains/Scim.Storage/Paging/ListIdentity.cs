using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace Scim.Storage.Paging;

/// <summary>
/// Identifies a list by a digest of its statement and values, so that filter values are not kept in memory.
/// </summary>
internal static class ListIdentity
{
    /// <summary>Computes the digest.</summary>
    /// <returns>The SHA-256 digest in Base64.</returns>
    public static string ComputeDigest(string text, DynamicParameters values)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AppendText(hash, text);
        foreach (string name in values.ParameterNames)
        {
            object? value = values.Get<object?>(name);
            AppendText(hash, $"{value?.GetType().Name}:{Convert.ToString(value, CultureInfo.InvariantCulture)}");
        }

        return Convert.ToBase64String(hash.GetHashAndReset());
    }

    // The length is part of the digest, so that a different split of the same characters gives a different digest.
    private static void AppendText(IncrementalHash hash, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}
