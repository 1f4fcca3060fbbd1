using System.Text.Json.Serialization;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Storage;

namespace Scim.Grains.Tenants;

/// <summary>
/// What is stored of a tenant. The trigger projects it into <c>scim_tenant</c>; names are a contract with that SQL.
/// </summary>
public sealed record TenantState
{
    /// <summary>The format of this record.</summary>
    [JsonPropertyName("v")]
    public int Format { get; init; } = 1;

    /// <summary>The tenant's id.</summary>
    [JsonPropertyName("tenant")]
    public string Tenant { get; init; } = "";

    /// <summary>Always <c>Tenant</c>: tells the trigger what this is.</summary>
    [JsonPropertyName("kind")]
    public string Type { get; init; } = "Tenant";

    /// <summary>1 at creation, one more with each commit; 0 when nothing was ever stored.</summary>
    [JsonPropertyName("version")]
    public long Version { get; init; }

    /// <summary>What the last commit did.</summary>
    [JsonPropertyName("op"), JsonConverter(typeof(JsonStringEnumConverter<ChangeOperation>))]
    public ChangeOperation Operation { get; init; }

    /// <summary>When the tenant was created.</summary>
    [JsonPropertyName("created"), JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset Created { get; init; }

    /// <summary>When it was last changed.</summary>
    [JsonPropertyName("at"), JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset LastModified { get; init; }

    /// <summary>The name to show.</summary>
    [JsonPropertyName("displayName")]
    public string DisplayName { get; init; } = "";

    /// <summary><c>active</c>, <c>suspended</c>, or <c>deleted</c> for a tombstone.</summary>
    [JsonPropertyName("state")]
    public string State { get; init; } = "active";

    /// <summary>On a tombstone: whether some of the tenant's data may still be there.</summary>
    [JsonPropertyName("purging")]
    public bool Purging { get; init; }

    /// <summary>The tenant's choices.</summary>
    [JsonPropertyName("settings")]
    public TenantSettings Settings { get; init; } = new();

    /// <summary>The tokens, by their digests.</summary>
    [JsonPropertyName("tokens")]
    public IReadOnlyList<StoredToken> Tokens { get; init; } = [];

    /// <summary>The OAuth clients, by the digests of their secrets.</summary>
    [JsonPropertyName("clients")]
    public IReadOnlyList<StoredClient> Clients { get; init; } = [];

    /// <summary>Random bytes, made with the first client: see <see cref="TenantSnapshot.AccessTokenSalt"/>.</summary>
    [JsonPropertyName("accessTokenSalt")]
    public byte[] AccessTokenSalt { get; init; } = [];

    /// <summary>Random bytes, made with the tenant: see <see cref="TenantSnapshot.CursorSecret"/>.</summary>
    [JsonPropertyName("cursorSecret")]
    public byte[] CursorSecret { get; init; } = [];

    /// <summary>See <see cref="TenantSnapshot.SessionKey"/>.</summary>
    [JsonPropertyName("sessionKey")]
    public byte[] SessionKey { get; init; } = [];

    /// <summary>
    /// The version of <see cref="Schemas"/>; the trigger projects it into <c>scim_schemas</c>, which refuses resources
    /// that were made under an older one. 0 when nothing was ever declared.
    /// </summary>
    [JsonPropertyName("schemasVersion")]
    public long SchemasVersion { get; init; }

    /// <summary>What the tenant declared of schemas and resource types, UTF-8 JSON; empty when nothing.</summary>
    [JsonPropertyName("schemas"), JsonConverter(typeof(RawJsonConverter))]
    public ReadOnlyMemory<byte> Schemas { get; init; }

    /// <summary>Whether there is a live tenant.</summary>
    [JsonIgnore]
    public bool Exists => Version > 0 && Operation != ChangeOperation.Delete;
}

/// <summary>One token as it is stored: never the secret, only its digest.</summary>
public sealed record StoredToken
{
    /// <summary>The token's id.</summary>
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    /// <summary>The operator's name for it.</summary>
    [JsonPropertyName("name")]
    public string Name { get; init; } = "";

    /// <summary>SHA-256 of the whole token text, Base64.</summary>
    [JsonPropertyName("sha256")]
    public byte[] Digest { get; init; } = [];

    /// <summary>What it allows.</summary>
    [JsonPropertyName("scopes")]
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>When it was issued.</summary>
    [JsonPropertyName("created")]
    public DateTimeOffset Created { get; init; }

    /// <summary>When it stops working, or null for never.</summary>
    [JsonPropertyName("expiresAt")]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was last used, to the minute; null when never.</summary>
    [JsonPropertyName("lastUsedAt")]
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>The id of the user that it stands for, or null.</summary>
    [JsonPropertyName("userId")]
    public string? UserId { get; init; }
}
