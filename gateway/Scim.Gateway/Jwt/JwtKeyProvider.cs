using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Jwt;

/// <summary>
/// Provides the keys of the issuers that tenants trust, and caches them in this process. Thread-safe.
/// </summary>
internal sealed class JwtKeyProvider(JwtKeyReader reader, TimeProvider time, ILogger<JwtKeyProvider> logger)
{
    private readonly ConditionalWeakTable<JwtIssuer, IReadOnlyList<JsonWebKey>> _inlineKeys = [];
    private readonly ConcurrentDictionary<string, JwtKeySource> _sources = new(StringComparer.Ordinal);

    /// <summary>Returns the cached keys of an issuer, or fetches them.</summary>
    /// <returns>The keys, or null if they are unavailable.</returns>
    public ValueTask<IReadOnlyList<JsonWebKey>?> GetKeysAsync(JwtIssuer issuer) =>
        issuer.Jwks is null ? GetSource(issuer).GetKeysAsync() : new(GetInlineKeys(issuer));

    /// <summary>
    /// Fetches the keys again, for a token whose key is not among those of <see cref="GetKeysAsync"/>, because the
    /// issuer may have rotated them.
    /// </summary>
    /// <returns>The keys, or null if they are unavailable.</returns>
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
