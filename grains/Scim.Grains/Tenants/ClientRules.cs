using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Grains.Tenants;

/// <summary>
/// What may become of a tenant's OAuth clients: pure functions but for the random bytes of what is new.
/// </summary>
internal static class ClientRules
{
    private const int MaxClients = 100;
    private const int MaxNameLength = 200;
    private const int RandomBytes = 32;

    /// <summary>Adds a client; hands out its secret, which the state does not hold.</summary>
    /// <param name="present">The tenant.</param>
    /// <param name="command">What is asked for.</param>
    /// <param name="now">The time.</param>
    /// <param name="next">The tenant with the client; as it was when there is an error.</param>
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
        string secret =
            "scim_cs_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
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

    /// <summary>Removes a client, or returns null when there is none of that id.</summary>
    public static TenantState? RemoveClient(
        TenantState present,
        string clientId,
        DateTimeOffset now
    ) =>
        present.Clients.Any(c => c.Id == clientId)
            ? TenantRules.WithNextVersion(present, now) with
            {
                Clients = [.. present.Clients.Where(c => c.Id != clientId)],
            }
            : null;

    /// <summary>Notes when clients were last used, or returns null when that changes nothing.</summary>
    public static TenantState? RecordLastUse(
        TenantState present,
        IReadOnlyDictionary<string, DateTimeOffset> lastUse
    )
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

    /// <summary>A client as the operator sees it.</summary>
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

    private static ScimError? ValidateClient(
        TenantState present,
        CreateClient command,
        DateTimeOffset now
    )
    {
        if (string.IsNullOrWhiteSpace(command.Name) || command.Name.Length > MaxNameLength)
            return new ScimError(
                ScimErrorKind.InvalidValue,
                $"name must have 1 to {MaxNameLength} characters."
            );
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
                $"The tenant has {MaxClients} clients, which is the limit. Delete one that is no longer used."
            );
    }
}
