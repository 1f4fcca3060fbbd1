using Scim.GrainInterfaces.Sessions;
using Scim.GrainInterfaces.Tenants;
using Scim.GrainInterfaces.Users;
using Scim.Protocol.Errors;

namespace Scim.Grains.Sessions;

/// <summary>When sessions may be started and when they have ended: pure functions.</summary>
internal static class SessionRules
{
    /// <summary>How many sessions a user can have; the one that was not used for longest gives way.</summary>
    public const int MaxSessionsPerUser = 100;

    /// <summary>The reason when there is no such user.</summary>
    public const string UserUnknownReason = "unknown";

    /// <summary>The reason when the user is not active.</summary>
    public const string UserInactiveReason = "inactive";

    /// <summary>The reason when the tenant is suspended.</summary>
    public const string TenantSuspendedReason = "suspended";

    /// <summary>There is no user to start a session for.</summary>
    public static ScimError UserNotFound { get; } =
        new(
            ScimErrorKind.Forbidden,
            "No session: there is no such user in this tenant. He must be provisioned first."
        )
        {
            Reason = UserUnknownReason,
        };

    /// <summary>The tenant has no sessions now.</summary>
    public static ScimError TenantSuspended { get; } =
        new(
            ScimErrorKind.Forbidden,
            "No session: the tenant is suspended. Its operator can resume it."
        )
        {
            Reason = TenantSuspendedReason,
        };

    /// <summary>Why a user in this standing gets no session, or null.</summary>
    public static ScimError? CheckUserStatus(UserStatus user) =>
        user switch
        {
            { Exists: false } => UserNotFound,
            { IsActive: false } => new ScimError(
                ScimErrorKind.Forbidden,
                "No session: the user is not active. He gets one again when he is reactivated."
            )
            {
                Reason = UserInactiveReason,
            },
            _ => null,
        };

    /// <summary>Whether a session that was last used at <paramref name="lastUse"/> is alive.</summary>
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

    /// <summary>How long a session that is alive stays so if nothing happens.</summary>
    public static TimeSpan GetRemainingLifetime(
        StoredSession session,
        DateTimeOffset lastUse,
        SessionSettings settings,
        DateTimeOffset now
    )
    {
        DateTimeOffset end =
            settings.IdleTimeout?.AddTo(lastUse) is { } idle && idle < session.ExpiresAt
                ? idle
                : session.ExpiresAt;
        return end - now;
    }

    /// <summary>
    /// How far behind the stored moment of a session's last use may be: a tenth of what it decides, ten seconds to ten
    /// minutes.
    /// </summary>
    public static TimeSpan GetLastUseTolerance(SessionSettings settings)
    {
        TimeSpan tenth = (settings.IdleTimeout?.Length ?? TimeSpan.MaxValue) / 10;
        return tenth < TimeSpan.FromSeconds(10) ? TimeSpan.FromSeconds(10)
            : tenth > TimeSpan.FromMinutes(10) ? TimeSpan.FromMinutes(10)
            : tenth;
    }

    /// <summary>A session as it may be shown.</summary>
    public static SessionInfo ToSessionInfo(
        StoredSession session,
        string userId,
        DateTimeOffset lastUse
    ) =>
        new()
        {
            Id = session.Id,
            UserId = userId,
            StartedAt = session.StartedAt,
            ExpiresAt = session.ExpiresAt,
            LastUsedAt = lastUse,
        };
}
