using System.Text.Json.Serialization;
using Scim.Grains.Storage;

namespace Scim.Grains.Sessions;

/// <summary>
/// The stored sessions of a user. Property names are part of the stored format.
/// </summary>
public sealed record UserSessionsState
{
    /// <summary>The format version of this record.</summary>
    [JsonPropertyName("v")]
    public int Format { get; init; } = 1;

    /// <summary>The sessions, oldest first. Some may have ended.</summary>
    [JsonPropertyName("sessions")]
    public IReadOnlyList<StoredSession> Sessions { get; init; } = [];
}

/// <summary>A stored session. It contains the digest of the token, never the token.</summary>
public sealed record StoredSession
{
    /// <summary>The session's id.</summary>
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    /// <summary>The SHA-256 hash of the whole token text, as Base64.</summary>
    [JsonPropertyName("sha256")]
    public byte[] Digest { get; init; } = [];

    /// <summary>The time when the session was started.</summary>
    [JsonPropertyName("startedAt"), JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>The latest time when the session ends.</summary>
    [JsonPropertyName("expiresAt"), JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The stored time of the last use; it may lag behind.</summary>
    [JsonPropertyName("lastUsedAt"), JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset LastUsedAt { get; init; }

    /// <summary>The user's version when the session was started.</summary>
    [JsonPropertyName("userVersion")]
    public long UserVersion { get; init; }
}
