using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Scim.Silo.Deployments;

/// <summary>
/// The operator's key where none is configured: made at the first start, shown once and kept only as a SHA-256 digest,
/// so that it goes on working after a restart.
/// </summary>
/// <param name="Digest">The digest, hexadecimal.</param>
/// <param name="Secret">The key itself, only where it was made now.</param>
public sealed record OperatorKey(string Digest, string? Secret)
{
    /// <summary>Makes a key of 256 random bits.</summary>
    public static OperatorKey CreateRandom()
    {
        string secret = "op_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return new OperatorKey(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret))),
            secret
        );
    }

    /// <summary>Never prints the secret.</summary>
    public override string ToString() => "OperatorKey";
}
