using Scim.Gateway.Security;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.OAuth;

/// <summary>Issues access tokens to OAuth clients and validates them, using only the tenant's snapshot.</summary>
internal sealed class AccessTokenService(OperatorKey keys)
{
    /// <summary>Issues a token for a client.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="client">The authenticated client.</param>
    /// <param name="scopes">The scopes of the token.</param>
    /// <param name="now">The current time.</param>
    /// <returns>
    /// The token and its lifetime in seconds, which does not exceed the lifetime of the client; null if tokens cannot
    /// be signed (see <see cref="OperatorKey.DeriveAccessTokenKey"/>).
    /// </returns>
    public (string Token, long Seconds)? IssueToken(
        TenantSnapshot tenant,
        Credential client,
        IReadOnlyList<string> scopes,
        DateTimeOffset now
    )
    {
        if (keys.DeriveAccessTokenKey(tenant) is not { } key)
            return null;
        DateTimeOffset end = now + tenant.Settings.OAuth.TokenLifetime;
        if (client.ExpiresAt < end)
            end = client.ExpiresAt.Value;
        return (
            new AccessToken(client.Id, scopes, end).FormatSigned(key),
            end.ToUnixTimeSeconds() - now.ToUnixTimeSeconds()
        );
    }

    /// <summary>
    /// Returns the client of an access token, with the scopes that both the token and the client have.
    /// </summary>
    /// <returns>
    /// The client; null if the token is invalid or expired, or if its client has expired or was deleted.
    /// </returns>
    public Credential? FindClient(TenantSnapshot tenant, string token, DateTimeOffset now)
    {
        if (
            keys.DeriveAccessTokenKey(tenant) is not { } key
            || AccessToken.ParseVerified(token, key) is not { } read
            || read.ExpiresAt <= now
        )
            return null;
        Credential? client = tenant.Clients.FirstOrDefault(c => c.Id == read.ClientId);
        return client is null || client.ExpiresAt <= now
            ? null
            : client with
            {
                Scopes = [.. read.Scopes.Where(client.Scopes.Contains)],
            };
    }
}
