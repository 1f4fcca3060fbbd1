using Microsoft.Extensions.Options;

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
            SecretDigest.Compute(configured.OperatorKey, _digest);
        }
        else if (configured.OperatorKeyDigest.Length > 0)
        {
            _digest = Convert.FromHexString(configured.OperatorKeyDigest);
        }
    }

    /// <summary>Whether <paramref name="presented"/> is the key; never when none is configured.</summary>
    public bool Matches(string? presented) => presented is { Length: > 0 } && _digest is not null && SecretDigest.Matches(presented, _digest);
}
