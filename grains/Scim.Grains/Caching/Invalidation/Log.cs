using Microsoft.Extensions.Logging;

namespace Scim.Grains.Caching.Invalidation;

internal static partial class Log
{
    [LoggerMessage(
        2901,
        LogLevel.Information,
        "Silo {Silo} could not be told of a changed membership ({Error}); it is waited for until it trusts nothing that it remembers"
    )]
    public static partial void SiloNotificationFailed(ILogger logger, string silo, string error);

    [LoggerMessage(
        2902,
        LogLevel.Debug,
        "Silo {Silo} did not promise to tell of its changes ({Error}); memberships are read from the database meanwhile"
    )]
    public static partial void LeaseRequestFailed(ILogger logger, string silo, string error);
}
