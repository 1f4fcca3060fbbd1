using System.Text.Json.Serialization;
using Scim.Gateway.Http;
using Scim.GrainInterfaces.Sessions;

namespace Scim.Gateway.Workplace.Sessions;

/// <summary>The request to start a session. Exactly one member identifies the user.</summary>
internal sealed record StartSessionBody
{
    public string? UserName { get; init; }
    public string? UserId { get; init; }
    public string? ExternalId { get; init; }
}

/// <summary>A session that was started. The token is returned in this response only.</summary>
internal sealed record StartedSessionBody(string Id, string Token, string UserId, DateTimeOffset ExpiresAt)
{
    /// <summary>Returns a text without the token.</summary>
    public override string ToString() => $"StartedSessionBody {Id}";
}

/// <summary>The form of an introspection request (RFC 7662 section 2.1), for the OpenAPI document only.</summary>
internal sealed record IntrospectBody(string Token)
{
    /// <summary>Returns a text without the token.</summary>
    public override string ToString() => nameof(IntrospectBody);
}

/// <summary>
/// The response to an introspection (RFC 7662 section 2.2). Only <c>active</c> is set if the token is not active.
/// </summary>
/// <param name="Active">Whether the token belongs to a live session.</param>
/// <param name="Sub">The id of the user.</param>
/// <param name="Sid">The id of the session.</param>
/// <param name="Iat">The start of the session, in seconds since 1970.</param>
/// <param name="Exp">The latest end of the session, in seconds since 1970.</param>
internal sealed record IntrospectionBody(
    bool Active,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Sub = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Sid = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Iat = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Exp = null
);

/// <summary>A session without its token.</summary>
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

/// <summary>The sessions of a user.</summary>
internal sealed record SessionListBody(IReadOnlyList<SessionBody> Sessions);

/// <summary>The JSON of this area.</summary>
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
