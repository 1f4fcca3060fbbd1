using Microsoft.Extensions.Logging;

namespace Scim.Grains.Users;

/// <summary>The log messages of user and retention grains: event ids 2200 to 2299.</summary>
internal static partial class Log
{
    [LoggerMessage(
        2201,
        LogLevel.Information,
        "Deleted user {Tenant}/{Id}: the retention period for deactivated users has elapsed"
    )]
    public static partial void UserDeleted(ILogger logger, string tenant, string id);

    // Event id 2202 is retired and must not be reused.

    [LoggerMessage(
        2205,
        LogLevel.Warning,
        "Ending the sessions of user {Tenant}/{Id} could not be confirmed ({Exception})"
    )]
    public static partial void SessionsEndFailed(ILogger logger, string exception, string tenant, string id);

    [LoggerMessage(
        2203,
        LogLevel.Information,
        "Retention of tenant {Tenant} changed; rescheduled deletion for {Count} users"
    )]
    public static partial void DeletionsRescheduled(ILogger logger, string tenant, long count);

    [LoggerMessage(
        2204,
        LogLevel.Warning,
        "Rescheduling deletions of tenant {Tenant} failed ({Exception}) and resumes within minutes"
    )]
    public static partial void DeletionRescheduleFailed(ILogger logger, string exception, string tenant);
}
