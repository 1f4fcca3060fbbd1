using System.Security.Cryptography;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Security;

/// <summary>Recognises a tenant's tokens: pure functions over the tenant's snapshot.</summary>
internal static class CredentialCheck
{
    /// <summary>What every token of this service begins with; whatever does not is refused without asking a grain.</summary>
    public const string TokenPrefix = "scim_";

    /// <summary>The credential whose token was shown and which has not expired at <paramref name="now"/>, or null.</summary>
    public static Credential? Find(TenantSnapshot tenant, ReadOnlySpan<char> token, DateTimeOffset now)
    {
        Span<byte> digest = stackalloc byte[SecretDigest.Size];
        SecretDigest.Compute(token, digest);
        IReadOnlyList<Credential> credentials = tenant.Credentials;
        Credential? found = null;
        for (int i = 0; i < credentials.Count; i++)
        {
            if (CryptographicOperations.FixedTimeEquals(credentials[i].Digest.Span, digest)) found = credentials[i];
        }

        return found is null || found.ExpiresAt <= now ? null : found;
    }

    /// <summary>Whether <paramref name="credential"/> allows <paramref name="scope"/>.</summary>
    public static bool Allows(Credential credential, string scope)
    {
        IReadOnlyList<string> scopes = credential.Scopes;
        for (int i = 0; i < scopes.Count; i++)
        {
            if (scopes[i] == scope) return true;
        }

        return false;
    }
}
