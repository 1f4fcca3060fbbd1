using System.Text.Json.Serialization;
using Scim.Grains.Storage;

namespace Scim.Grains.Sessions;

/// <summary>
/// What is stored of a user's sessions. Names are a contract with what was written before; none may be <c>kind</c>,
/// which the triggers look for.
/// </summary>
public sealed record UserSessionsState
{
    /// <summary>The format of this record.</summary>
    [JsonPropertyName("v")]
    public int Format { get; init; } = 1;

    /// <summary>The sessions, the oldest first; some may have ended.</summary>
    [JsonPropertyName("sessions")]
    public IReadOnlyList<StoredSession> Sessions { get; init; } = [];
}

/// <summary>One session as it is stored: never the token, only its digest.</summary>
public sealed record StoredSession
{
    /// <summary>The session's id.</summary>
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    /// <summary>SHA-256 of the whole token text, Base64.</summary>
    [JsonPropertyName("sha256")]
    public byte[] Digest { get; init; } = [];

    /// <summary>When it was started.</summary>
    [JsonPropertyName("startedAt"), JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ends at the latest.</summary>
    [JsonPropertyName("expiresAt"), JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was last used, as far as that is stored.</summary>
    [JsonPropertyName("lastUsedAt"), JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset LastUsedAt { get; init; }

    /// <summary>The user's version when it was started.</summary>
    [JsonPropertyName("userVersion")]
    public long UserVersion { get; init; }
}
