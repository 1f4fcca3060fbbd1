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

/// <summary>Authenticates JSON Web Tokens (RFC 7519) of the issuers that a tenant trusts.</summary>
/// <remarks>
/// The first issuer entry of the tenant that matches the issuer, audience and subject of a token decides. The token
/// must be signed by one of the issuer's keys with an allowed algorithm and be within its lifetime. No claim is used
/// before the token is validated.
/// </remarks>
internal sealed class JwtAuthenticator(JwtKeyProvider keys, TimeProvider time, ILogger<JwtAuthenticator> logger)
{
    private const int PseudonymLength = 16;
    private const int MaxUserLength = 512;

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    private static ScimError SigningKeysUnavailable { get; } =
        new(
            ScimErrorKind.Unavailable,
            "The signing keys of the token's issuer are temporarily unavailable, so the token cannot be verified. "
                + "Retry later."
        );

    /// <summary>
    /// Returns whether <paramref name="token"/> has the form of a signed token: three parts, of which the first begins
    /// like JSON.
    /// </summary>
    public static bool IsWellFormed(string token) =>
        token.StartsWith("eyJ", StringComparison.Ordinal) && token.AsSpan().Count('.') == 2;

    /// <summary>Authenticates the caller by the token.</summary>
    /// <returns>The caller, or null if the token is not valid for this tenant.</returns>
    /// <exception cref="ScimException">
    /// Unavailable: the token cannot be verified because the keys of its issuer cannot be fetched.
    /// </exception>
    public async ValueTask<AuthenticatedCaller?> AuthenticateTokenAsync(TenantSnapshot tenant, string token)
    {
        if (tenant.Settings.Jwt.Count == 0)
            return null;
        try
        {
            JsonWebToken parsed = _handler.ReadJsonWebToken(token);
            if (tenant.Settings.Jwt.FirstOrDefault(entry => IsFromIssuer(entry, parsed)) is not { } issuer)
                return null;
            return await IsValidAsync(parsed, issuer) ? CreateCaller(tenant, parsed, issuer) : null;
        }
        catch (Exception e)
            when (e
                    is ArgumentException
                        or SecurityTokenException
                        or JsonException
                        or FormatException
                        or InvalidOperationException
                        or InvalidCastException
            )
        {
            // Thrown by the library for text that only resembles a token.
            Log.TokenRejected(logger, "", e.GetType().Name);
            return null;
        }
    }

    private static bool IsFromIssuer(JwtIssuer issuer, JsonWebToken token) =>
        token.Issuer == issuer.Issuer
        && token.Audiences.Contains(issuer.Audience)
        && (issuer.Subjects.Count == 0 || issuer.Subjects.Contains(token.Subject));

    private async ValueTask<bool> IsValidAsync(JsonWebToken token, JwtIssuer issuer)
    {
        // "crit" lists extensions that must be understood (RFC 7515 section 4.1.11). None is supported.
        if (!issuer.Algorithms.Contains(token.Alg) || token.TryGetHeaderValue("crit", out object _))
            return RejectToken(issuer, "algorithm or critical header");
        if (await GetCandidateKeysAsync(token, issuer) is not { Count: > 0 } candidates)
            return RejectToken(issuer, "unknown key");
        TokenValidationResult result = await _handler.ValidateTokenAsync(
            token,
            CreateValidationParameters(issuer, candidates)
        );
        return result.IsValid || RejectToken(issuer, result.Exception?.GetType().Name ?? "");
    }

    private TokenValidationParameters CreateValidationParameters(
        JwtIssuer issuer,
        IReadOnlyList<JsonWebKey> candidates
    ) =>
        new()
        {
            ValidIssuer = issuer.Issuer,
            ValidAudience = issuer.Audience,
            ValidAlgorithms = issuer.Algorithms,
            IssuerSigningKeys = candidates,
            LifetimeValidator = (notBefore, expires, _, _) => IsWithinLifetime(issuer.ClockSkew, notBefore, expires),
            LogValidationExceptions = false,
        };

    private bool IsWithinLifetime(TimeSpan skew, DateTime? notBefore, DateTime? expires)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && now - skew < end && (notBefore is not { } start || start <= now + skew);
    }

    // The key that the token names. If it names none, the only key that matches its algorithm.
    private async ValueTask<IReadOnlyList<JsonWebKey>> GetCandidateKeysAsync(JsonWebToken token, JwtIssuer issuer)
    {
        IReadOnlyList<JsonWebKey> known = await keys.GetKeysAsync(issuer) ?? throw SigningKeysUnavailable.ToException();
        JsonWebKey[] fitting = SelectMatchingKeys(known, token);
        if (fitting.Length == 0)
            fitting = SelectMatchingKeys(
                await keys.RefreshKeysAsync(issuer) ?? throw SigningKeysUnavailable.ToException(),
                token
            );
        return token.Kid is { Length: > 0 } || fitting.Length == 1 ? fitting : [];
    }

    private static JsonWebKey[] SelectMatchingKeys(IReadOnlyList<JsonWebKey> known, JsonWebToken token)
    {
        string type = token.Alg.StartsWith("ES", StringComparison.Ordinal)
            ? JsonWebAlgorithmsKeyTypes.EllipticCurve
            : JsonWebAlgorithmsKeyTypes.RSA;
        return
        [
            .. known.Where(key =>
                key.Kty == type
                && (key.Alg is null || key.Alg == token.Alg)
                && (string.IsNullOrEmpty(token.Kid) || key.Kid == token.Kid)
            ),
        ];
    }

    private static AuthenticatedCaller CreateCaller(TenantSnapshot tenant, JsonWebToken token, JwtIssuer issuer)
    {
        string? user = issuer.User is { } mapping
            ? token.Claims.FirstOrDefault(c => c.Type == mapping.Claim)?.Value
            : null;
        TokenSubject? bound = user is { Length: > 0 and <= MaxUserLength }
            ? new TokenSubject(issuer.User!.Attribute, user)
            : null;
        return new AuthenticatedCaller(
            tenant,
            "jwt:" + ComputePseudonym(token),
            JwtScopes.MapScopes(token.Claims, issuer),
            bound
        );
    }

    // The change log keeps the caller, but a subject may be personal data such as an email address.
    private static string ComputePseudonym(JsonWebToken token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{token.Issuer}\n{token.Subject}")))[
            ..PseudonymLength
        ];

    private bool RejectToken(JwtIssuer issuer, string reason)
    {
        Log.TokenRejected(logger, issuer.Issuer, reason);
        return false;
    }
}
