using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Scim.Gateway.Security;

namespace Scim.Gateway.Tests.Security;

/// <summary>The operator key, configured as itself or as its digest.</summary>
public sealed class OperatorKeyTests
{
    private const string Key = "a-key-of-\u20acnough-letters";

    [Fact]
    public void Matches_WithTheKeyConfigured_TakesItAlone() => Check(new GatewayOptions { OperatorKey = Key });

    [Fact]
    public void Matches_WithItsDigestConfigured_TakesItAlone()
    {
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes(Key));
        Check(new GatewayOptions { OperatorKeyDigest = Convert.ToHexString(digest) });
        Check(new GatewayOptions { OperatorKeyDigest = Convert.ToHexStringLower(digest) });
        Check(new GatewayOptions { OperatorKey = Key, OperatorKeyDigest = new string('0', 64) });
    }

    [Fact]
    public void Matches_WithNothingConfigured_TakesNothing()
    {
        var key = new OperatorKey(Options.Create(new GatewayOptions()));
        Assert.False(key.Matches(""));
        Assert.False(key.Matches(null));
        Assert.False(key.Matches("anything"));
    }

    private static void Check(GatewayOptions options)
    {
        var key = new OperatorKey(Options.Create(options));
        Assert.True(key.Matches(Key));
        foreach (string? wrong in new[] { null, "", Key + "x", Key[..^1], Key.ToUpperInvariant() }) Assert.False(key.Matches(wrong));
    }
}
