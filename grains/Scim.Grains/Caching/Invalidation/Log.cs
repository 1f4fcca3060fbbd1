using Microsoft.Extensions.Logging;

namespace Scim.Grains.Caching.Invalidation;

internal static partial class Log
{
    [LoggerMessage(
        2901,
        LogLevel.Information,
        "Silo {Silo} could not be notified of a membership change ({Error});" + " waiting for its cache lease to expire"
    )]
    public static partial void SiloNotificationFailed(ILogger logger, string silo, string error);

    [LoggerMessage(
        2902,
        LogLevel.Debug,
        "Silo {Silo} did not grant an invalidation lease ({Error});"
            + " memberships are read from the database until it does"
    )]
    public static partial void LeaseRequestFailed(ILogger logger, string silo, string error);
}
