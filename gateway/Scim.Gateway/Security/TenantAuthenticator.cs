using Microsoft.Extensions.Primitives;
using Scim.Gateway.Jwt;
using Scim.Gateway.OAuth;
using Scim.Gateway.Usage;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Security;

/// <summary>
/// Finds out which of a tenant's credentials a request shows: a token that the operator issued, an access token of an OAuth client, or a JSON Web Token of an
/// issuer that the tenant trusts. An unknown tenant, a wrong token and another tenant's token look the same from outside.
/// </summary>
internal sealed class TenantAuthenticator(TenantCache tenants, AccessTokens accessTokens, JwtAuthenticator jwt, TokenUsage usage, TimeProvider time)
{
    /// <summary>Who sent the request, or null when it is not authenticated.</summary>
    /// <param name="tenant">The tenant that the path names.</param>
    /// <param name="authorization">The <c>Authorization</c> header.</param>
    /// <param name="isSuspect">Whether only what this process knows already counts, so that a wrong credential costs no call of a grain.</param>
    public async ValueTask<Authenticated?> Authenticate(string? tenant, StringValues authorization, bool isSuspect = false)
    {
        // What cannot be a token of a tenant is refused here, without waking a grain.
        if (AuthorizationHeader.Bearer(authorization) is not { } token || !TenantId.IsValid(tenant)) return null;
        bool isJwt = JwtAuthenticator.LooksLike(token);
        if (!isJwt && !token.StartsWith(CredentialCheck.TokenPrefix, StringComparison.Ordinal)) return null;
        if (isSuspect && !tenants.Knows(tenant!)) return null;
        if (await tenants.Get(tenant!) is not { } snapshot) return null;
        if (await Find(snapshot, token, isJwt) is { } found) return found;
        if (isSuspect) return null;

        // Perhaps it was issued after the snapshot was taken.
        return await tenants.GetAgain(tenant!) is { } current && current.Version != snapshot.Version ? await Find(current, token, isJwt) : null;
    }

    private ValueTask<Authenticated?> Find(TenantSnapshot tenant, string token, bool isJwt)
    {
        DateTimeOffset now = time.GetUtcNow();
        return isJwt ? jwt.Find(tenant, token) : new(AccessToken.LooksLike(token) ? OfClient(tenant, token, now) : OfToken(tenant, token, now));
    }

    private Authenticated? OfToken(TenantSnapshot tenant, string token, DateTimeOffset now)
    {
        if (CredentialCheck.Find(tenant, token, now) is not { } credential) return null;
        usage.Record(tenant.Tenant, credential.Id, now);
        return new Authenticated(tenant, "token:" + credential.Id, credential.Scopes, BoundUser.OfId(credential.UserId));
    }

    private Authenticated? OfClient(TenantSnapshot tenant, string token, DateTimeOffset now)
    {
        if (accessTokens.Find(tenant, token, now) is not { } client) return null;
        usage.Record(tenant.Tenant, client.Id, now);
        return new Authenticated(tenant, "client:" + client.Id, client.Scopes, null);
    }
}
