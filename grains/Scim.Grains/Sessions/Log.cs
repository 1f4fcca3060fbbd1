using Microsoft.Extensions.Logging;

namespace Scim.Grains.Sessions;

internal static partial class Log
{
    [LoggerMessage(
        2501,
        LogLevel.Warning,
        "When the sessions of user {Tenant}/{Id} were last used could not be stored ({Exception})"
    )]
    public static partial void LastUseSaveFailed(
        ILogger logger,
        string exception,
        string tenant,
        string id
    );
}
