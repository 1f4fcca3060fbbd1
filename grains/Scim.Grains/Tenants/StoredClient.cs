using System.Text.Json.Serialization;

namespace Scim.Grains.Tenants;

/// <summary>A stored OAuth client. It contains the digest of the secret, never the secret.</summary>
public sealed record StoredClient
{
    /// <summary>The <c>client_id</c>.</summary>
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    /// <summary>The name that the operator gave to the client.</summary>
    [JsonPropertyName("name")]
    public string Name { get; init; } = "";

    /// <summary>The SHA-256 hash of the whole secret, as Base64.</summary>
    [JsonPropertyName("sha256")]
    public byte[] Digest { get; init; } = [];

    /// <summary>The scopes that its access tokens may have.</summary>
    [JsonPropertyName("scopes")]
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The time of creation.</summary>
    [JsonPropertyName("created")]
    public DateTimeOffset Created { get; init; }

    /// <summary>The time when the client expires, or null for never.</summary>
    [JsonPropertyName("expiresAt")]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The time of the last use, to the minute; null when the client was never used.</summary>
    [JsonPropertyName("lastUsedAt")]
    public DateTimeOffset? LastUsedAt { get; init; }
}
