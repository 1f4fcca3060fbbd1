using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Scim.Silo.Startup;

/// <summary>
/// The operator's key where none is configured: made at the first start, shown once and kept only as a SHA-256 digest in the data folder, so that it goes
/// on working after a restart.
/// </summary>
public sealed record OperatorKey(string Digest, string? Secret)
{
    private const string FileName = "operator-key.sha256";

    /// <summary>Reads the digest that an earlier start kept, or makes a key; <see cref="Secret"/> is set only when it was made now.</summary>
    public static OperatorKey ReadOrMake(DataFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string file = folder.PathOf(FileName);

        // Until the first start is finished nobody has seen a key, so a new one may take its place.
        if (folder.Initialised && File.Exists(file)) return new OperatorKey(File.ReadAllText(file).Trim(), null);
        string secret = "op_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
        File.WriteAllText(file, digest + "\n");
        return new OperatorKey(digest, secret);
    }

    /// <summary>Never prints the secret.</summary>
    public override string ToString() => "OperatorKey";
}
