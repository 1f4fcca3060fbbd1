using System.Text.Json.Serialization;
using Scim.Gateway.Http;
using Scim.GrainInterfaces.Sessions;

namespace Scim.Gateway.Workplace.Sessions;

/// <summary>Whom a session is for: one member of the three.</summary>
internal sealed record StartSessionBody
{
    public string? UserName { get; init; }
    public string? UserId { get; init; }
    public string? ExternalId { get; init; }
}

/// <summary>A session just started; the only answer that ever holds the token.</summary>
internal sealed record StartedSessionBody(
    string Id,
    string Token,
    string UserId,
    DateTimeOffset ExpiresAt
)
{
    /// <summary>Never prints the token.</summary>
    public override string ToString() => $"StartedSessionBody {Id}";
}

/// <summary>The form of an introspection (RFC 7662 section 2.1), for the description.</summary>
internal sealed record IntrospectBody(string Token)
{
    /// <summary>Never prints the token.</summary>
    public override string ToString() => nameof(IntrospectBody);
}

/// <summary>
/// What is said of a token (RFC 7662 section 2.2): nothing but that it is not active, or whose session it is.
/// </summary>
/// <param name="Active">Whether it is the token of a live session.</param>
/// <param name="Sub">The user's id.</param>
/// <param name="Sid">The session's id.</param>
/// <param name="Iat">When it was started, in seconds since 1970.</param>
/// <param name="Exp">When it ends at the latest, in seconds since 1970.</param>
internal sealed record IntrospectionBody(
    bool Active,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Sub = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Sid = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Iat = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Exp = null
);

/// <summary>A session as it may be shown.</summary>
internal sealed record SessionBody(
    string Id,
    DateTimeOffset StartedAt,
    DateTimeOffset LastUsedAt,
    DateTimeOffset ExpiresAt
)
{
    public static SessionBody FromInfo(SessionInfo info) =>
        new(info.Id, info.StartedAt, info.LastUsedAt, info.ExpiresAt);
}

/// <summary>A user's sessions.</summary>
internal sealed record SessionListBody(IReadOnlyList<SessionBody> Sessions);

/// <summary>JSON of this area.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    MaxDepth = 16,
    Converters = [typeof(ScimDateTimeJsonConverter)]
)]
[
    JsonSerializable(typeof(StartSessionBody)),
    JsonSerializable(typeof(StartedSessionBody)),
    JsonSerializable(typeof(IntrospectBody))
]
[JsonSerializable(typeof(IntrospectionBody)), JsonSerializable(typeof(SessionListBody))]
internal sealed partial class SessionJsonContext : JsonSerializerContext;
