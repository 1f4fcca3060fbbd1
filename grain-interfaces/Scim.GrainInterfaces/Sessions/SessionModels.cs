using Scim.GrainInterfaces.Resources;

namespace Scim.GrainInterfaces.Sessions;

/// <summary>How the hosting product names the user whom it has authenticated.</summary>
[GenerateSerializer]
public enum UserIdentifierType
{
    /// <summary>By the userName, in any case.</summary>
    UserName = 0,

    /// <summary>By the id.</summary>
    Id = 1,

    /// <summary>By the externalId.</summary>
    ExternalId = 2,
}

/// <summary>Start a session for a user whom the hosting product has authenticated.</summary>
[GenerateSerializer, Immutable, Alias("scim.StartSession")]
public sealed record StartSession
{
    /// <summary>Who asks.</summary>
    [Id(0)]
    public required RequestOrigin Origin { get; init; }

    /// <summary>What <see cref="Value"/> is.</summary>
    [Id(1)]
    public required UserIdentifierType IdentifierType { get; init; }

    /// <summary>The user's name of that kind.</summary>
    [Id(2)]
    public required string Value { get; init; }
}

/// <summary>A session just started: the only time that its token exists outside the hosting product.</summary>
[GenerateSerializer, Immutable, Alias("scim.StartedSession")]
public sealed record StartedSession
{
    /// <summary>The session.</summary>
    [Id(0)]
    public required SessionInfo Info { get; init; }

    /// <summary>The token: see <see cref="SessionToken"/>.</summary>
    [Id(1)]
    public required string Token { get; init; }

    /// <summary>Never prints the token.</summary>
    public override string ToString() => $"StartedSession {Info.Id}";
}

/// <summary>A session as it may be shown.</summary>
[GenerateSerializer, Immutable, Alias("scim.SessionInfo")]
public sealed record SessionInfo
{
    /// <summary>The session's id, which is no secret.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The user's id.</summary>
    [Id(1)]
    public required string UserId { get; init; }

    /// <summary>When it was started.</summary>
    [Id(2)]
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ends at the latest.</summary>
    [Id(3)]
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was last asked for.</summary>
    [Id(4)]
    public required DateTimeOffset LastUsedAt { get; init; }
}
