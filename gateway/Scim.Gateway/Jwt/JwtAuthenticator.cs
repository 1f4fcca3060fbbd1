using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Scim.Gateway.Security;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Jwt;

/// <summary>
/// Recognises JSON Web Tokens (RFC 7519) of the issuers that a tenant trusts: the first of its entries whose issuer, audience and subjects fit a token decides
/// about it. Signed by one of the issuer's keys, with an allowed algorithm, within its time; nothing is believed of a token before that.
/// </summary>
internal sealed class JwtAuthenticator(JwtKeys keys, TimeProvider time, ILogger<JwtAuthenticator> logger)
{
    private const int ActorDigits = 16;
    private const int MaxUserLength = 512;

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    private static ScimError NoKeys { get; } =
        new(ScimErrorKind.Unavailable, "The keys of the token's issuer cannot be fetched now, so the token cannot be checked. Try again.");

    /// <summary>Whether <paramref name="token"/> has the form of a signed token: three parts, the first of which begins like JSON.</summary>
    public static bool LooksLike(string token) => token.StartsWith("eyJ", StringComparison.Ordinal) && token.AsSpan().Count('.') == 2;

    /// <summary>The sender of a request, by the token that he shows; null when it is not valid for this tenant.</summary>
    /// <exception cref="ScimException">Unavailable: whether the token is valid cannot be known, because its issuer's keys cannot be fetched.</exception>
    public async ValueTask<Authenticated?> Find(TenantSnapshot tenant, string token)
    {
        if (tenant.Settings.Jwt.Count == 0) return null;
        try
        {
            JsonWebToken parsed = _handler.ReadJsonWebToken(token);
            if (tenant.Settings.Jwt.FirstOrDefault(entry => Fits(entry, parsed)) is not { } issuer) return null;
            return await IsValid(parsed, issuer) ? Sender(tenant, parsed, issuer) : null;
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or JsonException or FormatException or InvalidOperationException or InvalidCastException)
        {
            // What the library throws at text that only looks like a token.
            Log.Refused(logger, "", e.GetType().Name);
            return null;
        }
    }

    private static bool Fits(JwtIssuer issuer, JsonWebToken token) => token.Issuer == issuer.Issuer && token.Audiences.Contains(issuer.Audience)
        && (issuer.Subjects.Count == 0 || issuer.Subjects.Contains(token.Subject));

    private async ValueTask<bool> IsValid(JsonWebToken token, JwtIssuer issuer)
    {
        // An extension that must be understood (RFC 7515 section 4.1.11): none is.
        if (!issuer.Algorithms.Contains(token.Alg) || token.TryGetHeaderValue("crit", out object _)) return Refused(issuer, "algorithm or critical header");
        if (await KeysFor(token, issuer) is not { Count: > 0 } candidates) return Refused(issuer, "unknown key");
        TokenValidationResult result = await _handler.ValidateTokenAsync(token, Parameters(issuer, candidates));
        return result.IsValid || Refused(issuer, result.Exception?.GetType().Name ?? "");
    }

    private TokenValidationParameters Parameters(JwtIssuer issuer, IReadOnlyList<JsonWebKey> candidates) => new()
    {
        ValidIssuer = issuer.Issuer,
        ValidAudience = issuer.Audience,
        ValidAlgorithms = issuer.Algorithms,
        IssuerSigningKeys = candidates,
        LifetimeValidator = (notBefore, expires, _, _) => IsInTime(issuer.ClockSkew, notBefore, expires),
        LogValidationExceptions = false,
    };

    private bool IsInTime(TimeSpan skew, DateTime? notBefore, DateTime? expires)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && now - skew < end && (notBefore is not { } start || start <= now + skew);
    }

    // The key that the token names; where it names none, the only one that fits its algorithm.
    private async ValueTask<IReadOnlyList<JsonWebKey>> KeysFor(JsonWebToken token, JwtIssuer issuer)
    {
        IReadOnlyList<JsonWebKey> known = await keys.Get(issuer) ?? throw NoKeys.ToException();
        JsonWebKey[] fitting = Fitting(known, token);
        if (fitting.Length == 0) fitting = Fitting(await keys.Renew(issuer) ?? throw NoKeys.ToException(), token);
        return token.Kid is { Length: > 0 } || fitting.Length == 1 ? fitting : [];
    }

    private static JsonWebKey[] Fitting(IReadOnlyList<JsonWebKey> known, JsonWebToken token)
    {
        string type = token.Alg.StartsWith("ES", StringComparison.Ordinal) ? JsonWebAlgorithmsKeyTypes.EllipticCurve : JsonWebAlgorithmsKeyTypes.RSA;
        return [.. known.Where(key => key.Kty == type && (key.Alg is null || key.Alg == token.Alg) && (string.IsNullOrEmpty(token.Kid) || key.Kid == token.Kid))];
    }

    private static Authenticated Sender(TenantSnapshot tenant, JsonWebToken token, JwtIssuer issuer)
    {
        string? user = issuer.User is { } mapping ? token.Claims.FirstOrDefault(c => c.Type == mapping.Claim)?.Value : null;
        BoundUser? bound = user is { Length: > 0 and <= MaxUserLength } ? new BoundUser(issuer.User!.Attribute, user) : null;
        return new Authenticated(tenant, "jwt:" + Pseudonym(token), JwtScopes.Of(token.Claims, issuer), bound);
    }

    // The change log keeps who made a change, but a subject may be a person's address.
    private static string Pseudonym(JsonWebToken token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{token.Issuer}\n{token.Subject}")))[..ActorDigits];

    private bool Refused(JwtIssuer issuer, string reason)
    {
        Log.Refused(logger, issuer.Issuer, reason);
        return false;
    }
}
