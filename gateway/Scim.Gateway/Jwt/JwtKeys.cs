using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Jwt;

/// <summary>The keys of the issuers that tenants trust, kept by this process. Thread-safe.</summary>
internal sealed class JwtKeys(JwtKeyReader reader, TimeProvider time, ILogger<JwtKeys> logger)
{
    private readonly ConditionalWeakTable<JwtIssuer, IReadOnlyList<JsonWebKey>> _inline = [];
    private readonly ConcurrentDictionary<string, JwtKeySource> _sources = new(StringComparer.Ordinal);

    /// <summary>The issuer's keys as far as they are known; fetched where they are not.</summary>
    /// <returns>The keys, or null when they cannot be had.</returns>
    public ValueTask<IReadOnlyList<JsonWebKey>?> Get(JwtIssuer issuer) => issuer.Jwks is null ? Source(issuer).Get() : new(Inline(issuer));

    /// <summary>The keys for a token whose key is not among those of <see cref="Get"/>: the issuer may have changed them.</summary>
    public ValueTask<IReadOnlyList<JsonWebKey>?> Renew(JwtIssuer issuer) => issuer.Jwks is null ? Source(issuer).Renew() : new(Inline(issuer));

    private IReadOnlyList<JsonWebKey> Inline(JwtIssuer issuer) => _inline.GetValue(issuer, static i => JwtKeyReader.Usable(i.Jwks!));

    private JwtKeySource Source(JwtIssuer issuer) =>
        _sources.GetOrAdd(JwtKeyReader.SourceOf(issuer), _ => new JwtKeySource(issuer.Issuer, () => reader.Read(issuer), time, logger));
}
