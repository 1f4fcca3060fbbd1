using System.Security.Cryptography;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Security;

/// <summary>Recognises a tenant's tokens: pure functions over the tenant's snapshot.</summary>
internal static class CredentialMatcher
{
    /// <summary>
    /// What every token of this service begins with; whatever does not is refused without asking a grain.
    /// </summary>
    public const string TokenPrefix = "scim_";

    /// <summary>
    /// The credential whose token was shown and which has not expired at <paramref name="now"/>, or null.
    /// </summary>
    public static Credential? FindCredential(
        TenantSnapshot tenant,
        ReadOnlySpan<char> token,
        DateTimeOffset now
    ) => FindCredential(tenant.Credentials, token, now);

    /// <summary>
    /// The OAuth client of that id, if <paramref name="secret"/> is its secret and it has not expired at
    /// <paramref name="now"/>, or null.
    /// </summary>
    public static Credential? FindClient(
        TenantSnapshot tenant,
        string clientId,
        ReadOnlySpan<char> secret,
        DateTimeOffset now
    ) =>
        FindCredential(tenant.Clients, secret, now) is { } client && client.Id == clientId
            ? client
            : null;

    private static Credential? FindCredential(
        IReadOnlyList<Credential> credentials,
        ReadOnlySpan<char> secret,
        DateTimeOffset now
    )
    {
        Span<byte> digest = stackalloc byte[SecretDigest.Size];
        SecretDigest.ComputeDigest(secret, digest);
        Credential? found = null;
        for (int i = 0; i < credentials.Count; i++)
        {
            if (CryptographicOperations.FixedTimeEquals(credentials[i].Digest.Span, digest))
                found = credentials[i];
        }

        return found is null || found.ExpiresAt <= now ? null : found;
    }
}
