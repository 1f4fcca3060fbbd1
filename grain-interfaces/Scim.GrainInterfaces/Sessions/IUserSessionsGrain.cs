using Orleans.Concurrency;

namespace Scim.GrainInterfaces.Sessions;

/// <summary>The sessions of one user. The key is the user's <see cref="ResourceKey"/>.</summary>
[Alias("scim.IUserSessionsGrain"), GrainInterfaceType("scim.user-sessions")]
public interface IUserSessionsGrain : IGrainWithStringKey
{
    /// <summary>Starts a session.</summary>
    /// <returns>The session with its token; or Forbidden, with a reason (unknown, inactive or suspended).</returns>
    [Alias("StartSession")]
    Task<ScimResult<StartedSession>> StartSession();

    /// <summary>Checks from memory whether a session is alive, and records its use.</summary>
    /// <param name="sessionId">The id of the session.</param>
    /// <param name="digest">The digest of the presented token.</param>
    /// <returns>The session, or null.</returns>
    [Alias("IntrospectSession"), AlwaysInterleave, ResponseTimeout(GrainReadRetry.Timeout)]
    Task<SessionInfo?> IntrospectSession(string sessionId, ReadOnlyMemory<byte> digest);

    /// <summary>Lists the sessions that are alive, oldest first.</summary>
    /// <returns>The sessions, or NotFound when the user does not exist.</returns>
    [Alias("ListSessions")]
    Task<ScimResult<IReadOnlyList<SessionInfo>>> ListSessions();

    /// <summary>Ends a session.</summary>
    /// <returns><see cref="Unit"/>, or NotFound.</returns>
    [Alias("EndSession")]
    Task<ScimResult<Unit>> EndSession(string sessionId);

    /// <summary>Ends all sessions, including a session that is being started.</summary>
    [Alias("EndAllSessions")]
    Task EndAllSessions();
}
