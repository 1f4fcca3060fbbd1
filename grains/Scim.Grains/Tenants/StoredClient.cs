using System.Text.Json.Serialization;

namespace Scim.Grains.Tenants;

/// <summary>One OAuth client as it is stored: never the secret, only its digest.</summary>
public sealed record StoredClient
{
    /// <summary>The <c>client_id</c>.</summary>
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    /// <summary>The operator's name for it.</summary>
    [JsonPropertyName("name")]
    public string Name { get; init; } = "";

    /// <summary>SHA-256 of the whole secret, Base64.</summary>
    [JsonPropertyName("sha256")]
    public byte[] Digest { get; init; } = [];

    /// <summary>What its access tokens may allow.</summary>
    [JsonPropertyName("scopes")]
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>When it was made.</summary>
    [JsonPropertyName("created")]
    public DateTimeOffset Created { get; init; }

    /// <summary>When it stops working, or null for never.</summary>
    [JsonPropertyName("expiresAt")]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was last used, to the minute; null when never.</summary>
    [JsonPropertyName("lastUsedAt")]
    public DateTimeOffset? LastUsedAt { get; init; }
}
