using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Scim.Gateway.Configuration;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Security;

/// <summary>Knows the operator key, by its digest only.</summary>
internal sealed class OperatorKey
{
    private readonly byte[]? _digest;

    public OperatorKey(IOptions<GatewayOptions> options)
    {
        GatewayOptions configured = options.Value;
        if (configured.OperatorKey.Length > 0)
        {
            _digest = new byte[SecretDigest.Size];
            SecretDigest.ComputeDigest(configured.OperatorKey, _digest);
        }
        else if (configured.OperatorKeyDigest.Length > 0)
        {
            _digest = Convert.FromHexString(configured.OperatorKeyDigest);
        }
    }

    /// <summary>
    /// The key that signs a tenant's access tokens, made of what only gateways know (the operator key's digest) and
    /// what only the tenant has (random bytes in its state): the database alone forges no token, and a tenant made anew
    /// under an old id accepts none of the old ones. Null when no operator key is configured or the tenant has never
    /// had a client. Gateways of one installation must have one operator key; a new one ends the access tokens given
    /// out.
    /// </summary>
    public byte[]? DeriveAccessTokenKey(TenantSnapshot tenant)
    {
        if (_digest is null || tenant.AccessTokenSalt.IsEmpty)
            return null;
        byte[] purpose = Encoding.UTF8.GetBytes($"scim access token\n{tenant.Tenant}\n");
        return HMACSHA256.HashData(_digest, (byte[])[.. purpose, .. tenant.AccessTokenSalt.Span]);
    }

    /// <summary>Whether <paramref name="presented"/> is the key; never when none is configured.</summary>
    public bool IsMatch(string? presented) =>
        presented is { Length: > 0 }
        && _digest is not null
        && SecretDigest.IsMatch(presented, _digest);
}
