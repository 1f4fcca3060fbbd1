using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Grains.Tenants;

/// <summary>
/// Functions that change a tenant's OAuth clients. They are pure except for the random bytes of new ids and secrets.
/// </summary>
internal static class ClientRules
{
    private const int MaxClients = 100;
    private const int MaxNameLength = 200;
    private const int RandomBytes = 32;

    /// <summary>Adds a client. The result contains its secret, of which the state keeps only the digest.</summary>
    /// <param name="present">The current state of the tenant.</param>
    /// <param name="command">The command.</param>
    /// <param name="now">The current time.</param>
    /// <param name="next">The state with the new client; the unchanged state in case of an error.</param>
    public static ScimResult<CreatedClient> AddClient(
        TenantState present,
        CreateClient command,
        DateTimeOffset now,
        out TenantState next
    )
    {
        next = present;
        if (ValidateClient(present, command, now) is { } problem)
            return problem;
        string secret = "scim_cs_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        var client = new StoredClient
        {
            Id = Guid.CreateVersion7(now).ToString("N"),
            Name = command.Name,
            Digest = SHA256.HashData(Encoding.UTF8.GetBytes(secret)),
            Scopes = [.. command.Scopes.Distinct()],
            Created = now,
            ExpiresAt = command.ExpiresAt,
        };
        next = TenantRules.WithNextVersion(present, now) with
        {
            Clients = [.. present.Clients, client],
            AccessTokenSalt =
                present.AccessTokenSalt.Length > 0
                    ? present.AccessTokenSalt
                    : RandomNumberGenerator.GetBytes(RandomBytes),
        };
        return new CreatedClient { Info = ToClientInfo(client), Secret = secret };
    }

    /// <summary>Removes a client. Returns null when the client does not exist.</summary>
    public static TenantState? RemoveClient(TenantState present, string clientId, DateTimeOffset now) =>
        present.Clients.Any(c => c.Id == clientId)
            ? TenantRules.WithNextVersion(present, now) with
            {
                Clients = [.. present.Clients.Where(c => c.Id != clientId)],
            }
            : null;

    /// <summary>Records when clients were last used. Returns null when nothing changes.</summary>
    public static TenantState? RecordLastUse(TenantState present, IReadOnlyDictionary<string, DateTimeOffset> lastUse)
    {
        StoredClient[] clients =
        [
            .. present.Clients.Select(c =>
                lastUse.TryGetValue(c.Id, out DateTimeOffset used) && !(used <= c.LastUsedAt)
                    ? c with
                    {
                        LastUsedAt = used,
                    }
                    : c
            ),
        ];
        return clients.SequenceEqual(present.Clients, ReferenceEqualityComparer.Instance)
            ? null
            : present with
            {
                Clients = clients,
            };
    }

    /// <summary>Converts a stored client to its public form.</summary>
    public static ClientInfo ToClientInfo(StoredClient client) =>
        new()
        {
            Id = client.Id,
            Name = client.Name,
            Scopes = client.Scopes,
            Created = client.Created,
            ExpiresAt = client.ExpiresAt,
            LastUsedAt = client.LastUsedAt,
        };

    private static ScimError? ValidateClient(TenantState present, CreateClient command, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(command.Name) || command.Name.Length > MaxNameLength)
            return new ScimError(ScimErrorKind.InvalidValue, $"name must be 1 to {MaxNameLength} characters long.");
        if (command.Scopes.Count == 0 || command.Scopes.Any(s => !TokenScopes.All.Contains(s)))
            return new ScimError(
                ScimErrorKind.InvalidValue,
                $"scopes must be one or more of: {string.Join(", ", TokenScopes.All)}."
            );
        if (command.ExpiresAt <= now)
            return new ScimError(
                ScimErrorKind.InvalidValue,
                "expiresAt must be in the future, or null for a client that does not expire."
            );
        return present.Clients.Count < MaxClients
            ? null
            : new ScimError(
                ScimErrorKind.Conflict,
                $"The tenant has reached the limit of {MaxClients} clients. Delete a client that is no longer used."
            );
    }
}
