using Microsoft.Extensions.Primitives;
using Scim.Gateway.Jwt;
using Scim.Gateway.OAuth;
using Scim.Gateway.Security;
using Scim.Gateway.Usage;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Authentication;

/// <summary>
/// Authenticates a request by one of the tenant's credentials: a token issued by the operator, an access token of an
/// OAuth client, or a JSON Web Token of an issuer that the tenant trusts.
/// </summary>
/// <remarks>
/// An unknown tenant, an invalid token and a token of another tenant give the same result, so that callers cannot probe
/// for tenants.
/// </remarks>
internal sealed class TenantAuthenticator(
    TenantCache tenants,
    AccessTokenService accessTokens,
    JwtAuthenticator jwt,
    TokenUsageTracker usage,
    TimeProvider time
)
{
    /// <summary>Authenticates the request.</summary>
    /// <param name="tenant">The tenant in the request path.</param>
    /// <param name="authorization">The <c>Authorization</c> header.</param>
    /// <param name="isSuspect">
    /// Whether to use only data that this process has cached, so that an invalid credential costs no grain call.
    /// </param>
    /// <returns>The caller, or null if the request is not authenticated.</returns>
    public async ValueTask<AuthenticatedCaller?> AuthenticateAsync(
        string? tenant,
        StringValues authorization,
        bool isSuspect = false
    )
    {
        // Reject anything that cannot be a token of a tenant before activating a grain.
        if (AuthorizationHeader.GetBearerToken(authorization) is not { } token || !TenantId.IsValid(tenant))
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

        // The credential may have been issued after the snapshot was taken.
        return await tenants.GetFreshSnapshotAsync(tenant!) is { } current && current.Version != snapshot.Version
            ? await FindCallerAsync(current, token, isJwt)
            : null;
    }

    private ValueTask<AuthenticatedCaller?> FindCallerAsync(TenantSnapshot tenant, string token, bool isJwt)
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

    private AuthenticatedCaller? FindTokenCaller(TenantSnapshot tenant, string token, DateTimeOffset now)
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

    private AuthenticatedCaller? FindClientCaller(TenantSnapshot tenant, string token, DateTimeOffset now)
    {
        if (accessTokens.FindClient(tenant, token, now) is not { } client)
            return null;
        usage.RecordUse(tenant.Tenant, client.Id, now);
        return new AuthenticatedCaller(tenant, "client:" + client.Id, client.Scopes, null);
    }
}
