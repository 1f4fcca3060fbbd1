using System.Security.Claims;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Jwt;

/// <summary>Determines the scopes of a JSON Web Token.</summary>
internal static class JwtScopes
{
    /// <summary>
    /// Returns the <see cref="JwtIssuer.Scopes"/> of the issuer and the scopes to which the values of its
    /// <see cref="JwtIssuer.ScopeClaim"/> map, without duplicates.
    /// </summary>
    public static IReadOnlyList<string> MapScopes(IEnumerable<Claim> claims, JwtIssuer issuer)
    {
        var scopes = new HashSet<string>(issuer.Scopes, StringComparer.Ordinal);
        if (issuer.ScopeClaim is not { } name)
            return [.. scopes];
        foreach (string value in claims.Where(c => c.Type == name).SelectMany(c => SplitClaimValue(c.Value, issuer)))
        {
            if (issuer.ScopeMap.TryGetValue(value, out IReadOnlyList<string>? mapped))
                scopes.UnionWith(mapped);
            else if (IsScope(value, issuer))
                scopes.Add(value);
        }

        return [.. scopes];
    }

    // A list arrives as several claims. A string may be one value, such as a role with a space in its name, or several
    // values separated by spaces (scp).
    private static string[] SplitClaimValue(string text, JwtIssuer issuer) =>
        issuer.ScopeMap.ContainsKey(text) ? [text] : text.Split(' ');

    private static bool IsScope(string value, JwtIssuer issuer) =>
        TokenScopes.All.Contains(value) || (issuer.User is not null && TokenScopes.UserScopes.Contains(value));
}
