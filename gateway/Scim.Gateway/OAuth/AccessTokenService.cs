using Scim.Gateway.Security;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.OAuth;

/// <summary>Gives OAuth clients their access tokens and recognises them, by the tenant's snapshot alone.</summary>
internal sealed class AccessTokenService(OperatorKey keys)
{
    /// <summary>
    /// A token for a client, or null where none can be made: see <see cref="OperatorKey.DeriveAccessTokenKey"/>.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="client">The client, whose secret was shown.</param>
    /// <param name="scopes">What the token is to allow.</param>
    /// <param name="now">The time.</param>
    /// <returns>The token and how many seconds it is good for: no longer than the client itself.</returns>
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
    /// The client whose access token was shown, with the scopes that both the token and the client have; null when the
    /// token is no good, has ended, or its client has ended or been deleted.
    /// </summary>
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
