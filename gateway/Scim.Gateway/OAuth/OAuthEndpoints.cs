using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;
using Scim.Gateway.RateLimiting;
using Scim.Gateway.Routing;
using Scim.Gateway.Security;
using Scim.Gateway.Usage;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Gateway.OAuth;

/// <summary>OAuth 2.0 for provisioning clients: the client credentials grant (RFC 6749 section 4.4) only.</summary>
internal sealed class OAuthEndpoints(
    TenantCache tenants,
    AccessTokenService tokens,
    TokenUsageTracker usage,
    TenantRateLimiter limits,
    AnonymousRateLimiter anonymousLimits,
    TimeProvider time
)
{
    /// <summary>The base path of the routes.</summary>
    public const string BasePath = "/tenants/{tenant}/oauth2";

    private const int MaxBodyBytes = 16 * 1024;

    private static readonly string[] BodyTypes = ["application/x-www-form-urlencoded"];

    private static ScimError SigningKeyMissing { get; } =
        new(
            ScimErrorKind.Unavailable,
            "Access tokens cannot be issued because this deployment has no operator key. Set Scim__OperatorKey."
        );

    /// <summary>The routes. The last one is the fallback.</summary>
    public ApiRoute<OAuthRequest>[] Routes =>
        [new("/token", new ApiOperation<OAuthRequest>(HttpMethods.Post, "", IssueTokenAsync)), new("/{**path}")];

    private async Task<ApiResponse> IssueTokenAsync(OAuthRequest request)
    {
        HttpContext http = request.Http;
        (ReadOnlyMemory<byte> body, ScimError? error) = await RequestBody.ReadBodyAsync(
            http.Request,
            MaxBodyBytes,
            BodyTypes
        );
        if (error is not null)
            return error;
        (TokenForm? form, ApiResponse errorResponse) = TokenForm.ParseForm(body, http.Request.Headers.Authorization);
        if (form is null)
            return errorResponse;
        if (
            await AuthenticateClientAsync(
                http.Request.RouteValues["tenant"] as string,
                form,
                anonymousLimits.IsSuspect(http)
            )
            is not var (tenant, client)
        )
        {
            return anonymousLimits.RecordFailure(http) ?? OAuthErrorResponses.InvalidClient;
        }

        if (limits.ConsumeRequest(tenant) is { } tooMany)
            return tooMany;
        if (form.GrantType != "client_credentials")
            return OAuthErrorResponses.UnsupportedGrantType;

        string[] scopes = form.Scope is null
            ? [.. client.Scopes]
            : [.. form.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct()];
        if (scopes.Length == 0 || scopes.Any(s => !client.Scopes.Contains(s)))
            return OAuthErrorResponses.CreateInvalidScope(client.Scopes);
        DateTimeOffset now = time.GetUtcNow();
        if (tokens.IssueToken(tenant, client, scopes, now) is not var (token, seconds))
            return SigningKeyMissing;
        usage.RecordUse(tenant.Tenant, client.Id, now);
        return ApiResponse.Ok(
            JsonSerializer.SerializeToUtf8Bytes(
                new AccessTokenBody(token, "Bearer", seconds, string.Join(' ', scopes)),
                OAuthJsonContext.Default.AccessTokenBody
            )
        );
    }

    private async ValueTask<(TenantSnapshot Tenant, Credential Client)?> AuthenticateClientAsync(
        string? tenant,
        TokenForm form,
        bool isSuspect
    )
    {
        if (isSuspect && tenant is not null && !tenants.HasSnapshot(tenant))
            return null;
        if (!TenantId.IsValid(tenant) || await tenants.GetSnapshotAsync(tenant!) is not { } snapshot)
            return null;
        if (CredentialMatcher.FindClient(snapshot, form.ClientId, form.ClientSecret, time.GetUtcNow()) is { } client)
            return (snapshot, client);

        // The client may have been created after the snapshot was taken.
        if (isSuspect)
            return null;
        return
            await tenants.GetFreshSnapshotAsync(tenant!) is { } current
            && current.Version != snapshot.Version
            && CredentialMatcher.FindClient(current, form.ClientId, form.ClientSecret, time.GetUtcNow()) is { } added
            ? (current, added)
            : null;
    }
}
