using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Jwt;

/// <summary>The keys of the issuers that tenants trust, kept by this process. Thread-safe.</summary>
internal sealed class JwtKeyProvider(
    JwtKeyReader reader,
    TimeProvider time,
    ILogger<JwtKeyProvider> logger
)
{
    private readonly ConditionalWeakTable<JwtIssuer, IReadOnlyList<JsonWebKey>> _inlineKeys = [];
    private readonly ConcurrentDictionary<string, JwtKeySource> _sources = new(
        StringComparer.Ordinal
    );

    /// <summary>The issuer's keys as far as they are known; fetched where they are not.</summary>
    /// <returns>The keys, or null when they cannot be had.</returns>
    public ValueTask<IReadOnlyList<JsonWebKey>?> GetKeysAsync(JwtIssuer issuer) =>
        issuer.Jwks is null ? GetSource(issuer).GetKeysAsync() : new(GetInlineKeys(issuer));

    /// <summary>
    /// The keys for a token whose key is not among those of <see cref="GetKeysAsync"/>: the issuer may have changed
    /// them.
    /// </summary>
    public ValueTask<IReadOnlyList<JsonWebKey>?> RefreshKeysAsync(JwtIssuer issuer) =>
        issuer.Jwks is null ? GetSource(issuer).RefreshKeysAsync() : new(GetInlineKeys(issuer));

    private IReadOnlyList<JsonWebKey> GetInlineKeys(JwtIssuer issuer) =>
        _inlineKeys.GetValue(issuer, static i => JwtKeyReader.ParseUsableKeys(i.Jwks!));

    private JwtKeySource GetSource(JwtIssuer issuer) =>
        _sources.GetOrAdd(
            JwtKeyReader.GetSourceKey(issuer),
            _ => new JwtKeySource(issuer.Issuer, () => reader.ReadKeysAsync(issuer), time, logger)
        );
}
