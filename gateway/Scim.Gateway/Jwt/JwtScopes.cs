using System.Security.Claims;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Jwt;

/// <summary>What a token of an issuer allows.</summary>
internal static class JwtScopes
{
    /// <summary>
    /// The issuer's <see cref="JwtIssuer.Scopes"/>, and those that the values of its <see cref="JwtIssuer.ScopeClaim"/>
    /// stand for. No scope twice.
    /// </summary>
    public static IReadOnlyList<string> MapScopes(IEnumerable<Claim> claims, JwtIssuer issuer)
    {
        var scopes = new HashSet<string>(issuer.Scopes, StringComparer.Ordinal);
        if (issuer.ScopeClaim is not { } name)
            return [.. scopes];
        foreach (
            string value in claims
                .Where(c => c.Type == name)
                .SelectMany(c => SplitClaimValue(c.Value, issuer))
        )
        {
            if (issuer.ScopeMap.TryGetValue(value, out IReadOnlyList<string>? mapped))
                scopes.UnionWith(mapped);
            else if (IsScope(value, issuer))
                scopes.Add(value);
        }

        return [.. scopes];
    }

    // A list arrives as several claims. A text may be one value (a role with a blank in its name) or several words
    // (scp).
    private static string[] SplitClaimValue(string text, JwtIssuer issuer) =>
        issuer.ScopeMap.ContainsKey(text) ? [text] : text.Split(' ');

    private static bool IsScope(string value, JwtIssuer issuer) =>
        TokenScopes.All.Contains(value)
        || (issuer.User is not null && TokenScopes.UserScopes.Contains(value));
}
