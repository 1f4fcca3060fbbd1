using Microsoft.Extensions.Primitives;
using Scim.Gateway.Jwt;
using Scim.Gateway.OAuth;
using Scim.Gateway.Security;
using Scim.Gateway.Usage;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Authentication;

/// <summary>
/// Finds out which of a tenant's credentials a request shows: a token that the operator issued, an access token of an
/// OAuth client, or a JSON Web Token of an issuer that the tenant trusts. An unknown tenant, a wrong token and another
/// tenant's token look the same from outside.
/// </summary>
internal sealed class TenantAuthenticator(
    TenantCache tenants,
    AccessTokenService accessTokens,
    JwtAuthenticator jwt,
    TokenUsageTracker usage,
    TimeProvider time
)
{
    /// <summary>Who sent the request, or null when it is not authenticated.</summary>
    /// <param name="tenant">The tenant that the path names.</param>
    /// <param name="authorization">The <c>Authorization</c> header.</param>
    /// <param name="isSuspect">Whether only what this process knows already counts, so that a wrong credential costs no
    /// call of a grain.</param>
    public async ValueTask<AuthenticatedCaller?> AuthenticateAsync(
        string? tenant,
        StringValues authorization,
        bool isSuspect = false
    )
    {
        // What cannot be a token of a tenant is refused here, without waking a grain.
        if (
            AuthorizationHeader.GetBearerToken(authorization) is not { } token
            || !TenantId.IsValid(tenant)
        )
            return null;
        bool isJwt = JwtAuthenticator.IsWellFormed(token);
        if (!isJwt && !token.StartsWith(CredentialMatcher.TokenPrefix, StringComparison.Ordinal))
            return null;
        if (isSuspect && !tenants.HasSnapshot(tenant!))
            return null;
        if (await tenants.GetSnapshotAsync(tenant!) is not { } snapshot)
            return null;
        if (await FindCallerAsync(snapshot, token, isJwt) is { } found)
            return found;
        if (isSuspect)
            return null;

        // Perhaps it was issued after the snapshot was taken.
        return
            await tenants.GetFreshSnapshotAsync(tenant!) is { } current
            && current.Version != snapshot.Version
            ? await FindCallerAsync(current, token, isJwt)
            : null;
    }

    private ValueTask<AuthenticatedCaller?> FindCallerAsync(
        TenantSnapshot tenant,
        string token,
        bool isJwt
    )
    {
        DateTimeOffset now = time.GetUtcNow();
        return isJwt
            ? jwt.AuthenticateTokenAsync(tenant, token)
            : new(
                AccessToken.IsWellFormed(token)
                    ? FindClientCaller(tenant, token, now)
                    : FindTokenCaller(tenant, token, now)
            );
    }

    private AuthenticatedCaller? FindTokenCaller(
        TenantSnapshot tenant,
        string token,
        DateTimeOffset now
    )
    {
        if (CredentialMatcher.FindCredential(tenant, token, now) is not { } credential)
            return null;
        usage.RecordUse(tenant.Tenant, credential.Id, now);
        return new AuthenticatedCaller(
            tenant,
            "token:" + credential.Id,
            credential.Scopes,
            TokenSubject.FromUserId(credential.UserId)
        );
    }

    private AuthenticatedCaller? FindClientCaller(
        TenantSnapshot tenant,
        string token,
        DateTimeOffset now
    )
    {
        if (accessTokens.FindClient(tenant, token, now) is not { } client)
            return null;
        usage.RecordUse(tenant.Tenant, client.Id, now);
        return new AuthenticatedCaller(tenant, "client:" + client.Id, client.Scopes, null);
    }
}
