using System.Security.Cryptography;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Security;

/// <summary>Finds the credential of a secret in a tenant's snapshot. Pure functions.</summary>
internal static class CredentialMatcher
{
    /// <summary>The prefix of all tokens of this service. Other tokens are rejected without a grain call.</summary>
    public const string TokenPrefix = "scim_";

    /// <summary>
    /// Returns the credential that has the token and has not expired at <paramref name="now"/>, or null.
    /// </summary>
    public static Credential? FindCredential(TenantSnapshot tenant, ReadOnlySpan<char> token, DateTimeOffset now) =>
        FindCredential(tenant.Credentials, token, now);

    /// <summary>
    /// Returns the OAuth client with that id if <paramref name="secret"/> is its secret and it has not expired at
    /// <paramref name="now"/>; otherwise null.
    /// </summary>
    public static Credential? FindClient(
        TenantSnapshot tenant,
        string clientId,
        ReadOnlySpan<char> secret,
        DateTimeOffset now
    ) => FindCredential(tenant.Clients, secret, now) is { } client && client.Id == clientId ? client : null;

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
