using Microsoft.Extensions.Logging;

namespace Scim.Grains.Users;

internal static partial class Log
{
    [LoggerMessage(
        2201,
        LogLevel.Information,
        "Deleted user {Tenant}/{Id}: the time that deactivated users are kept was over"
    )]
    public static partial void UserDeleted(ILogger logger, string tenant, string id);

    // 2202 (a reminder that stays) retired.

    [LoggerMessage(
        2205,
        LogLevel.Warning,
        "The end of the sessions of user {Tenant}/{Id} was not confirmed ({Exception})"
    )]
    public static partial void SessionsEndFailed(
        ILogger logger,
        string exception,
        string tenant,
        string id
    );

    [LoggerMessage(
        2203,
        LogLevel.Information,
        "Tenant {Tenant} keeps deactivated users for another time now; {Count} who wait have been looked at"
    )]
    public static partial void DeletionsRescheduled(ILogger logger, string tenant, long count);

    [LoggerMessage(
        2204,
        LogLevel.Warning,
        "The walk over the waiting users of {Tenant} was broken off ({Exception}) and goes on within minutes"
    )]
    public static partial void DeletionRescheduleFailed(
        ILogger logger,
        string exception,
        string tenant
    );
}
