using System.Text.Json;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Grains.Tenants;

/// <summary>Validates a tenant's settings of access tokens and JWT issuers.</summary>
/// <remarks>Whether keys may be fetched from an address is decided by the gateway that fetches them.</remarks>
internal static class JwtIssuerRules
{
    private const int MaxIssuers = 10;
    private const int MaxListLength = 100;
    private const int MaxTextLength = 2048;
    private const int MaxKeys = 50;

    private static readonly string[] KeyTypes = ["RSA", "EC"];

    // RFC 7518 sections 6.2.2 and 6.3.2, and the member that holds a symmetric key (section 6.4.1).
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    /// <summary>Returns the first invalid setting, named by its path, or null.</summary>
    public static ScimError? ValidateIssuers(TenantSettings settings)
    {
        TimeSpan lifetime = settings.OAuth.TokenLifetime;
        if (lifetime < OAuthSettings.MinTokenLifetime || lifetime > OAuthSettings.MaxTokenLifetime)
            return CreateError(
                "oauth.tokenLifetime",
                $"must be from {OAuthSettings.MinTokenLifetime} to {FormatHours(OAuthSettings.MaxTokenLifetime)}"
            );
        if (settings.Jwt.Count > MaxIssuers)
            return CreateError("jwt", $"must have at most {MaxIssuers} entries");
        for (int i = 0; i < settings.Jwt.Count; i++)
        {
            if (settings.Jwt[i] is not { } issuer)
                return CreateError($"jwt[{i}]", "must be an object");
            if (ValidateIssuer(issuer) is var (member, rule))
                return CreateError($"jwt[{i}].{member}", rule);
        }

        return null;
    }

    private static (string Member, string Rule)? ValidateIssuer(JwtIssuer issuer)
    {
        if (!IsText(issuer.Issuer))
            return ("issuer", "is required: the iss claim of the tokens");
        if (!IsText(issuer.Audience))
            return ("audience", "is required: the aud claim of the tokens");
        if (new[] { issuer.Jwks, issuer.JwksUri, issuer.Discovery }.Count(source => source is not null) > 1)
            return ("jwks", "cannot be combined with jwksUri or discovery: set only one of the three");
        if (issuer.JwksUri is { } keys && !IsUrl(keys))
            return ("jwksUri", "must be an absolute https URL");
        if (issuer.Discovery is { } metadata && !IsUrl(metadata))
            return ("discovery", "must be an absolute https URL");
        if (issuer.Jwks is null && issuer.JwksUri is null && issuer.Discovery is null && !IsUrl(issuer.Issuer))
            return ("discovery", "is required when issuer is not an https URL and neither jwks nor jwksUri is set");
        if (issuer.Jwks is { } set && ValidateKeys(set) is { } problem)
            return ("jwks", problem);
        if (issuer.Algorithms.Count == 0 || issuer.Algorithms.Any(a => !JwtIssuer.KnownAlgorithms.Contains(a)))
            return ("algorithms", $"must be one or more of {string.Join(", ", JwtIssuer.KnownAlgorithms)}");
        if (issuer.ClockSkew < TimeSpan.Zero || issuer.ClockSkew > JwtIssuer.MaxClockSkew)
            return ("clockSkew", $"must be from 00:00:00 to {JwtIssuer.MaxClockSkew}");
        if (!IsList(issuer.Subjects))
            return ("subjects", $"must be a list of at most {MaxListLength} non-empty strings");
        return ValidateScopes(issuer) ?? ValidateUser(issuer);
    }

    private static (string Member, string Rule)? ValidateScopes(JwtIssuer issuer)
    {
        string[] known = issuer.User is null ? [.. TokenScopes.All] : [.. TokenScopes.All, .. TokenScopes.UserScopes];
        string rule = $"must contain only {string.Join(", ", known)}";
        if (issuer.Scopes.Any(s => !known.Contains(s)))
            return ("scopes", rule);
        if (issuer.ScopeClaim is { } claim && !IsText(claim))
            return ("scopeClaim", "must be the name of a claim");
        if (issuer.ScopeMap.Count > MaxListLength)
            return ("scopeMap", $"must have at most {MaxListLength} members");
        if (issuer.ScopeMap.Any(m => m.Value is null || m.Value.Any(s => !known.Contains(s))))
            return ("scopeMap", $"{rule} as the items of its lists");
        if (issuer.ScopeMap.Count > 0 && issuer.ScopeClaim is null)
            return ("scopeClaim", "is required with scopeMap");
        return issuer.Scopes.Count == 0 && issuer.ScopeClaim is null
            ? ("scopes", "is required unless scopeClaim is set: without either a token grants no access")
            : null;
    }

    private static (string Member, string Rule)? ValidateUser(JwtIssuer issuer) =>
        issuer.User switch
        {
            null => null,
            var user when !IsText(user.Claim) => ("user.claim", "must be the name of a claim"),
            var user when !JwtUser.KnownAttributes.Contains(user.Attribute) => (
                "user.attribute",
                $"must be one of {string.Join(", ", JwtUser.KnownAttributes)}"
            ),
            _ => null,
        };

    // Private and shared keys must not be uploaded. The error says so explicitly, because such a key is compromised.
    private static string? ValidateKeys(string jwks)
    {
        using JsonDocument document = JsonDocument.Parse(jwks);
        if (
            !document.RootElement.TryGetProperty("keys", out JsonElement keys)
            || keys.ValueKind != JsonValueKind.Array
            || keys.GetArrayLength() is 0 or > MaxKeys
        )
            return $"must be a JWK set: an object whose member keys is a list of 1 to {MaxKeys} keys";
        foreach (JsonElement key in keys.EnumerateArray())
        {
            if (
                key.ValueKind != JsonValueKind.Object
                || !key.TryGetProperty("kty", out JsonElement type)
                || !KeyTypes.Contains(ReadText(type))
            )
                return $"must contain only public keys whose kty is {string.Join(" or ", KeyTypes)}";
            if (PrivateMembers.Any(name => key.TryGetProperty(name, out _)))
                return "must contain only public keys, and one of these is private. "
                    + "Replace that key, because it is no longer secret";
        }

        return null;
    }

    private static string? ReadText(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsText(string? text) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= MaxTextLength && !text.Any(char.IsControl);

    private static bool IsList(IReadOnlyList<string> list) => list.Count <= MaxListLength && list.All(IsText);

    // http is accepted for loopback addresses only, for gateways that allow it.
    private static bool IsUrl(string text) =>
        IsText(text)
        && Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
        && url.UserInfo.Length == 0
        && url.Fragment.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));

    private static string FormatHours(TimeSpan span) => $"{(int)span.TotalHours} hours (1.00:00:00)";

    private static ScimError CreateError(string path, string rule) =>
        new(ScimErrorKind.InvalidValue, $"{path} {rule}.");
}
