using Microsoft.Extensions.Primitives;
using Scim.Gateway.Usage;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Security;

/// <summary>Finds out which tenant's token a request shows. An unknown tenant, a wrong token and another tenant's token look the same from outside.</summary>
internal sealed class TenantAuthenticator(TenantCache tenants, TokenUsage usage, TimeProvider time)
{
    /// <summary>The tenant and its credential, or nulls when the request is not authenticated.</summary>
    /// <param name="tenant">The tenant that the path names.</param>
    /// <param name="authorization">The <c>Authorization</c> header.</param>
    public async ValueTask<(TenantSnapshot? Tenant, Credential? Credential)> Authenticate(string? tenant, StringValues authorization)
    {
        // What cannot be a token of a tenant is refused here, without waking a grain.
        if (AuthorizationHeader.Bearer(authorization) is not { } token || !token.StartsWith(CredentialCheck.TokenPrefix, StringComparison.Ordinal)) return default;
        if (!TenantId.IsValid(tenant) || await tenants.Get(tenant!) is not { } snapshot) return default;
        DateTimeOffset now = time.GetUtcNow();
        if (CredentialCheck.Find(snapshot, token, now) is not { } credential)
        {
            // Perhaps it was issued after the snapshot was taken.
            if (await tenants.GetAgain(tenant!) is not { } newer || newer.Version == snapshot.Version) return default;
            snapshot = newer;
            if (CredentialCheck.Find(snapshot, token, now) is not { } issued) return default;
            credential = issued;
        }

        usage.Record(snapshot.Tenant, credential.Id, now);
        return (snapshot, credential);
    }
}
