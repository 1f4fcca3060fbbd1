using Scim.GrainInterfaces.Resources;

namespace Scim.GrainInterfaces.Sessions;

/// <summary>The attribute by which the hosting product identifies an authenticated user.</summary>
[GenerateSerializer]
public enum UserIdentifierType
{
    /// <summary>The userName, compared case-insensitively.</summary>
    UserName = 0,

    /// <summary>The id.</summary>
    Id = 1,

    /// <summary>The externalId.</summary>
    ExternalId = 2,
}

/// <summary>Starts a session for a user that the hosting product has authenticated.</summary>
[GenerateSerializer, Immutable, Alias("scim.StartSession")]
public sealed record StartSession
{
    /// <summary>The origin of the request.</summary>
    [Id(0)]
    public required RequestOrigin Origin { get; init; }

    /// <summary>The attribute that <see cref="Value"/> is a value of.</summary>
    [Id(1)]
    public required UserIdentifierType IdentifierType { get; init; }

    /// <summary>The value that identifies the user.</summary>
    [Id(2)]
    public required string Value { get; init; }
}

/// <summary>
/// A session that was just started. This is the only time that its token is available outside the hosting product.
/// </summary>
[GenerateSerializer, Immutable, Alias("scim.StartedSession")]
public sealed record StartedSession
{
    /// <summary>The session.</summary>
    [Id(0)]
    public required SessionInfo Info { get; init; }

    /// <summary>The token; see <see cref="SessionToken"/>.</summary>
    [Id(1)]
    public required string Token { get; init; }

    /// <summary>Returns the session's id; never the token.</summary>
    public override string ToString() => $"StartedSession {Info.Id}";
}

/// <summary>A session, without its token.</summary>
[GenerateSerializer, Immutable, Alias("scim.SessionInfo")]
public sealed record SessionInfo
{
    /// <summary>The session's id, which is not secret.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The user's id.</summary>
    [Id(1)]
    public required string UserId { get; init; }

    /// <summary>When the session was started.</summary>
    [Id(2)]
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the session ends at the latest.</summary>
    [Id(3)]
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the session was last used.</summary>
    [Id(4)]
    public required DateTimeOffset LastUsedAt { get; init; }
}
