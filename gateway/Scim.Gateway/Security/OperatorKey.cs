using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Scim.Gateway.Configuration;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Security;

/// <summary>The operator key of a deployment. Only its SHA-256 digest is stored.</summary>
/// <param name="Digest">The digest in hexadecimal; empty if the deployment has no operator key.</param>
/// <param name="Secret">The key itself, only directly after it was created; otherwise null.</param>
public sealed record OperatorKey(string Digest, string? Secret = null)
{
    private readonly byte[] _digest = Convert.FromHexString(Digest);

    /// <summary>Creates a key of 256 random bits.</summary>
    public static OperatorKey CreateRandom()
    {
        string secret = "op_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return new OperatorKey(ComputeDigest(secret), secret);
    }

    /// <summary>Returns the configured key, which may be given as such or as its digest.</summary>
    internal static OperatorKey FromOptions(GatewayOptions options) =>
        new(options.OperatorKey.Length > 0 ? ComputeDigest(options.OperatorKey) : options.OperatorKeyDigest);

    /// <summary>
    /// Returns whether <paramref name="presented"/> is the operator key; false if none is configured.
    /// </summary>
    internal bool IsMatch(string? presented) =>
        presented is { Length: > 0 } && _digest.Length > 0 && SecretDigest.IsMatch(presented, _digest);

    /// <summary>Derives the key that signs the access tokens of a tenant.</summary>
    /// <remarks>
    /// The key is derived from the digest of the operator key, which only gateways have, and from random bytes in the
    /// tenant's state. The database alone is therefore not sufficient to forge tokens, and a tenant that is created
    /// again under the same id does not accept earlier tokens. All gateways of a deployment must use the same operator
    /// key; changing it invalidates all access tokens.
    /// </remarks>
    /// <returns>The key, or null if no operator key is configured or the tenant never had a client.</returns>
    internal byte[]? DeriveAccessTokenKey(TenantSnapshot tenant)
    {
        if (_digest.Length == 0 || tenant.AccessTokenSalt.IsEmpty)
            return null;
        byte[] purpose = Encoding.UTF8.GetBytes($"scim access token\n{tenant.Tenant}\n");
        return HMACSHA256.HashData(_digest, (byte[])[.. purpose, .. tenant.AccessTokenSalt.Span]);
    }

    /// <summary>Returns the name of the type, never the secret.</summary>
    public override string ToString() => nameof(OperatorKey);

    private static string ComputeDigest(string secret)
    {
        Span<byte> digest = stackalloc byte[SecretDigest.Size];
        SecretDigest.ComputeDigest(secret, digest);
        return Convert.ToHexStringLower(digest);
    }
}
