using System.Text.Json.Serialization;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Storage;

namespace Scim.Grains.Tenants;

/// <summary>
/// The stored state of a tenant. The database's trigger projects it into <c>scim_tenant</c>; property names are a
/// contract with that SQL.
/// </summary>
public sealed record TenantState
{
    /// <summary>The format version of this record.</summary>
    [JsonPropertyName("v")]
    public int Format { get; init; } = 1;

    /// <summary>The tenant's id.</summary>
    [JsonPropertyName("tenant")]
    public string Tenant { get; init; } = "";

    /// <summary>Always <c>Tenant</c>, by which the trigger recognizes the state of a tenant.</summary>
    [JsonPropertyName("kind")]
    public string Type { get; init; } = "Tenant";

    /// <summary>The version: 1 at creation, incremented by each commit; 0 when nothing was ever stored.</summary>
    [JsonPropertyName("version")]
    public long Version { get; init; }

    /// <summary>The operation of the last commit.</summary>
    [JsonPropertyName("op"), JsonConverter(typeof(JsonStringEnumConverter<ChangeOperation>))]
    public ChangeOperation Operation { get; init; }

    /// <summary>The time of creation.</summary>
    [JsonPropertyName("created"), JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset Created { get; init; }

    /// <summary>The time of the last change.</summary>
    [JsonPropertyName("at"), JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset LastModified { get; init; }

    /// <summary>The display name.</summary>
    [JsonPropertyName("displayName")]
    public string DisplayName { get; init; } = "";

    /// <summary><c>active</c>, <c>suspended</c>, or <c>deleted</c> for a tombstone.</summary>
    [JsonPropertyName("state")]
    public string State { get; init; } = "active";

    /// <summary>On a tombstone, whether data of the tenant may still exist.</summary>
    [JsonPropertyName("purging")]
    public bool Purging { get; init; }

    /// <summary>The tenant's settings.</summary>
    [JsonPropertyName("settings")]
    public TenantSettings Settings { get; init; } = new();

    /// <summary>The tokens with their digests.</summary>
    [JsonPropertyName("tokens")]
    public IReadOnlyList<StoredToken> Tokens { get; init; } = [];

    /// <summary>The OAuth clients with the digests of their secrets.</summary>
    [JsonPropertyName("clients")]
    public IReadOnlyList<StoredClient> Clients { get; init; } = [];

    /// <summary>
    /// Random bytes, generated with the first client. See <see cref="TenantSnapshot.AccessTokenSalt"/>.
    /// </summary>
    [JsonPropertyName("accessTokenSalt")]
    public byte[] AccessTokenSalt { get; init; } = [];

    /// <summary>Random bytes, generated with the tenant. See <see cref="TenantSnapshot.CursorSecret"/>.</summary>
    [JsonPropertyName("cursorSecret")]
    public byte[] CursorSecret { get; init; } = [];

    /// <summary>Random bytes, generated with the tenant. See <see cref="TenantSnapshot.SessionKey"/>.</summary>
    [JsonPropertyName("sessionKey")]
    public byte[] SessionKey { get; init; } = [];

    /// <summary>
    /// The version of <see cref="Schemas"/>; 0 when nothing was ever registered. The trigger projects it into
    /// <c>scim_schema_version</c>, by which the database refuses resources that were built under an older version.
    /// </summary>
    [JsonPropertyName("schemasVersion")]
    public long SchemasVersion { get; init; }

    /// <summary>The tenant's custom schemas and resource types as UTF-8 JSON; empty when there are none.</summary>
    [JsonPropertyName("schemas"), JsonConverter(typeof(RawJsonConverter))]
    public ReadOnlyMemory<byte> Schemas { get; init; }

    /// <summary>Whether the tenant is live: stored and not deleted.</summary>
    [JsonIgnore]
    public bool Exists => Version > 0 && Operation != ChangeOperation.Delete;
}

/// <summary>A stored token. It contains the digest of the secret, never the secret.</summary>
public sealed record StoredToken
{
    /// <summary>The token's id.</summary>
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    /// <summary>The name that the operator gave to the token.</summary>
    [JsonPropertyName("name")]
    public string Name { get; init; } = "";

    /// <summary>The SHA-256 hash of the whole token text, as Base64.</summary>
    [JsonPropertyName("sha256")]
    public byte[] Digest { get; init; } = [];

    /// <summary>The scopes of the token.</summary>
    [JsonPropertyName("scopes")]
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The time when the token was issued.</summary>
    [JsonPropertyName("created")]
    public DateTimeOffset Created { get; init; }

    /// <summary>The time when the token expires, or null for never.</summary>
    [JsonPropertyName("expiresAt")]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The time of the last use, to the minute; null when the token was never used.</summary>
    [JsonPropertyName("lastUsedAt")]
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>The id of the user that the token represents, or null.</summary>
    [JsonPropertyName("userId")]
    public string? UserId { get; init; }
}
