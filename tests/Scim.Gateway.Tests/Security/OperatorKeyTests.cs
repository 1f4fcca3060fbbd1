using System.Security.Cryptography;
using System.Text;
using Scim.Gateway.Configuration;
using Scim.Gateway.Security;

namespace Scim.Gateway.Tests.Security;

/// <summary>Tests the operator key, configured in plain text or as a digest.</summary>
public sealed class OperatorKeyTests
{
    private const string Key = "a-key-of-\u20acnough-letters";

    [Fact]
    public void IsMatch_WithKeyConfigured_AcceptsOnlyTheKey() => ValidateKey(new GatewayOptions { OperatorKey = Key });

    [Fact]
    public void IsMatch_WithDigestConfigured_AcceptsOnlyTheKey()
    {
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes(Key));
        ValidateKey(new GatewayOptions { OperatorKeyDigest = Convert.ToHexString(digest) });
        ValidateKey(new GatewayOptions { OperatorKeyDigest = Convert.ToHexStringLower(digest) });
        ValidateKey(new GatewayOptions { OperatorKey = Key, OperatorKeyDigest = new string('0', 64) });
    }

    [Fact]
    public void IsMatch_WithNothingConfigured_RejectsEverything()
    {
        var key = OperatorKey.FromOptions(new GatewayOptions());
        Assert.False(key.IsMatch(""));
        Assert.False(key.IsMatch(null));
        Assert.False(key.IsMatch("anything"));
    }

    private static void ValidateKey(GatewayOptions options)
    {
        var key = OperatorKey.FromOptions(options);
        Assert.True(key.IsMatch(Key));
        foreach (string? wrong in new[] { null, "", Key + "x", Key[..^1], Key.ToUpperInvariant() })
            Assert.False(key.IsMatch(wrong));
    }
}
