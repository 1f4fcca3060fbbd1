using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Security;

/// <summary>Who sent a request.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Actor">The sender for the change log: kind and id of the credential.</param>
/// <param name="Scopes">What the sender may do.</param>
/// <param name="Subject">The user that the credential stands for, or null.</param>
internal sealed record AuthenticatedCaller(
    TenantSnapshot Tenant,
    string Actor,
    IReadOnlyList<string> Scopes,
    TokenSubject? Subject
)
{
    /// <summary>Whether one of the scopes is <paramref name="scope"/>.</summary>
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
