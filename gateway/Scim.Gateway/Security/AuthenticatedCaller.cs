using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Security;

/// <summary>The authenticated caller of a request.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Actor">The caller in the change log: type and id of the credential.</param>
/// <param name="Scopes">The scopes of the credential.</param>
/// <param name="Subject">The user that the credential represents, or null.</param>
internal sealed record AuthenticatedCaller(
    TenantSnapshot Tenant,
    string Actor,
    IReadOnlyList<string> Scopes,
    TokenSubject? Subject
)
{
    /// <summary>Returns whether the caller has the scope <paramref name="scope"/>.</summary>
    public bool HasScope(string scope)
    {
        for (int i = 0; i < Scopes.Count; i++)
        {
            if (Scopes[i] == scope)
                return true;
        }

        return false;
    }
}
