using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;
using Scim.Gateway.Limits;
using Scim.Gateway.Routing;
using Scim.Gateway.Security;
using Scim.Gateway.Usage;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Gateway.OAuth;

/// <summary>OAuth 2.0 for provisioning clients: the client credentials grant (RFC 6749 section 4.4), nothing else.</summary>
internal sealed class OAuthEndpoints(
    TenantCache tenants, AccessTokens tokens, TokenUsage usage, TenantLimits limits, StrangerLimits strangers, TimeProvider time)
{
    /// <summary>Where they begin.</summary>
    public const string Base = "/tenants/{tenant}/oauth2";

    private const int MaxBodyBytes = 16 * 1024;

    private static readonly string[] BodyTypes = ["application/x-www-form-urlencoded"];

    private static ScimError NoSigningKey { get; } =
        new(ScimErrorKind.Unavailable, "Access tokens cannot be made: this installation has no operator key (Scim__OperatorKey).");

    /// <summary>The routes; the last one catches the rest.</summary>
    public ApiRoute<OAuthRequest>[] All => [new("/token", new Operation<OAuthRequest>(HttpMethods.Post, "", Token)), new("/{**path}")];

    private async Task<Answer> Token(OAuthRequest request)
    {
        HttpContext http = request.Http;
        (ReadOnlyMemory<byte> body, ScimError? error) = await RequestBody.Read(http.Request, MaxBodyBytes, BodyTypes);
        if (error is not null) return error;
        (TokenForm? form, Answer refusal) = TokenForm.Read(body, http.Request.Headers.Authorization);
        if (form is null) return refusal;
        if (await Client(http.Request.RouteValues["tenant"] as string, form, strangers.IsSuspect(http)) is not var (tenant, client))
        {
            return strangers.Failed(http) ?? OAuthError.InvalidClient;
        }

        if (limits.Spend(tenant) is { } tooMany) return tooMany;
        if (form.GrantType != "client_credentials") return OAuthError.UnsupportedGrantType;

        string[] scopes = form.Scope is null ? [.. client.Scopes] : [.. form.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct()];
        if (scopes.Length == 0 || scopes.Any(s => !client.Scopes.Contains(s))) return OAuthError.InvalidScope(client.Scopes);
        DateTimeOffset now = time.GetUtcNow();
        if (tokens.Issue(tenant, client, scopes, now) is not var (token, seconds)) return NoSigningKey;
        usage.Record(tenant.Tenant, client.Id, now);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
            new AccessTokenBody(token, "Bearer", seconds, string.Join(' ', scopes)), OAuthJson.Default.AccessTokenBody));
    }

    private async ValueTask<(TenantSnapshot Tenant, Credential Client)?> Client(string? tenant, TokenForm form, bool isSuspect)
    {
        if (isSuspect && tenant is not null && !tenants.Knows(tenant)) return null;
        if (!TenantId.IsValid(tenant) || await tenants.Get(tenant!) is not { } snapshot) return null;
        if (CredentialCheck.FindClient(snapshot, form.ClientId, form.ClientSecret, time.GetUtcNow()) is { } client) return (snapshot, client);

        // It may have been made a moment ago.
        if (isSuspect) return null;
        return await tenants.GetAgain(tenant!) is { } current && current.Version != snapshot.Version
            && CredentialCheck.FindClient(current, form.ClientId, form.ClientSecret, time.GetUtcNow()) is { } added ? (current, added) : null;
    }
}
