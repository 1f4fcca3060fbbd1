using Orleans.Concurrency;

namespace Scim.GrainInterfaces.Sessions;

/// <summary>The sessions of one user. The key is the user's <see cref="ResourceKey"/>.</summary>
[Alias("scim.IUserSessionsGrain"), GrainInterfaceType("scim.user-sessions")]
public interface IUserSessionsGrain : IGrainWithStringKey
{
    /// <summary>Starts a session.</summary>
    /// <returns>
    /// The session with its token; or Forbidden, whose reason says why: unknown, inactive or suspended.
    /// </returns>
    [Alias("Start")]
    Task<ScimResult<StartedSession>> StartSession();

    /// <summary>Whether a session is alive, from memory; counts as its use.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="digest">The digest of the token that was shown.</param>
    /// <returns>The session, or null.</returns>
    [Alias("Introspect"), AlwaysInterleave, ResponseTimeout(GrainReadRetry.Timeout)]
    Task<SessionInfo?> IntrospectSession(string sessionId, ReadOnlyMemory<byte> digest);

    /// <summary>The sessions that are alive, the oldest first.</summary>
    /// <returns>The sessions, or NotFound when there is no such user.</returns>
    [Alias("List")]
    Task<ScimResult<IReadOnlyList<SessionInfo>>> ListSessions();

    /// <summary>Ends a session.</summary>
    /// <returns>Done, or NotFound.</returns>
    [Alias("End")]
    Task<ScimResult<Unit>> EndSession(string sessionId);

    /// <summary>Ends all sessions; a session whose start is under way is ended as well.</summary>
    [Alias("EndAll")]
    Task EndAllSessions();
}
