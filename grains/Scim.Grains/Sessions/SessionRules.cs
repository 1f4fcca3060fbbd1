using Scim.GrainInterfaces.Sessions;
using Scim.GrainInterfaces.Tenants;
using Scim.GrainInterfaces.Users;
using Scim.Protocol.Errors;

namespace Scim.Grains.Sessions;

/// <summary>Pure functions that decide when sessions may start and when they have ended.</summary>
internal static class SessionRules
{
    /// <summary>
    /// The maximum number of sessions of a user. When it is exceeded, the least recently used session ends.
    /// </summary>
    public const int MaxSessionsPerUser = 100;

    /// <summary>The error reason when the user does not exist.</summary>
    public const string UserUnknownReason = "unknown";

    /// <summary>The error reason when the user is inactive.</summary>
    public const string UserInactiveReason = "inactive";

    /// <summary>The error reason when the tenant is suspended.</summary>
    public const string TenantSuspendedReason = "suspended";

    /// <summary>The error for a session of a user that does not exist.</summary>
    public static ScimError UserNotFound { get; } =
        new(
            ScimErrorKind.Forbidden,
            "The user does not exist in this tenant. Provision the user before starting a session."
        )
        {
            Reason = UserUnknownReason,
        };

    /// <summary>The error for a session in a suspended tenant.</summary>
    public static ScimError TenantSuspended { get; } =
        new(ScimErrorKind.Forbidden, "The tenant is suspended. Ask the operator to resume the tenant to allow sign-in.")
        {
            Reason = TenantSuspendedReason,
        };

    /// <summary>Returns the reason why a user cannot start a session, or null.</summary>
    public static ScimError? CheckUserStatus(UserStatus user) =>
        user switch
        {
            { Exists: false } => UserNotFound,
            { IsActive: false } => new ScimError(
                ScimErrorKind.Forbidden,
                "The user is inactive. Reactivate the user to allow sign-in."
            )
            {
                Reason = UserInactiveReason,
            },
            _ => null,
        };

    /// <summary>Returns whether a session that was last used at <paramref name="lastUse"/> is active.</summary>
    public static bool IsAlive(
        StoredSession session,
        DateTimeOffset lastUse,
        UserStatus user,
        SessionSettings settings,
        DateTimeOffset now
    ) =>
        user.IsActive
        && session.UserVersion >= user.DeactivatedVersion
        && now < session.ExpiresAt
        && !(settings.IdleTimeout?.AddTo(lastUse) <= now);

    /// <summary>Returns how long an active session remains active without further use.</summary>
    public static TimeSpan GetRemainingLifetime(
        StoredSession session,
        DateTimeOffset lastUse,
        SessionSettings settings,
        DateTimeOffset now
    )
    {
        DateTimeOffset end =
            settings.IdleTimeout?.AddTo(lastUse) is { } idle && idle < session.ExpiresAt ? idle : session.ExpiresAt;
        return end - now;
    }

    /// <summary>
    /// Returns how far the stored time of a session's last use may lag behind: a tenth of the idle timeout, at least
    /// ten seconds and at most ten minutes.
    /// </summary>
    public static TimeSpan GetLastUseTolerance(SessionSettings settings)
    {
        TimeSpan tenth = (settings.IdleTimeout?.Length ?? TimeSpan.MaxValue) / 10;
        return tenth < TimeSpan.FromSeconds(10) ? TimeSpan.FromSeconds(10)
            : tenth > TimeSpan.FromMinutes(10) ? TimeSpan.FromMinutes(10)
            : tenth;
    }

    /// <summary>Converts a stored session to its public form.</summary>
    public static SessionInfo ToSessionInfo(StoredSession session, string userId, DateTimeOffset lastUse) =>
        new()
        {
            Id = session.Id,
            UserId = userId,
            StartedAt = session.StartedAt,
            ExpiresAt = session.ExpiresAt,
            LastUsedAt = lastUse,
        };
}
