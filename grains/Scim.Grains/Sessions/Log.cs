using Microsoft.Extensions.Logging;

namespace Scim.Grains.Sessions;

/// <summary>The log messages of session grains: event ids 2500 to 2599.</summary>
internal static partial class Log
{
    [LoggerMessage(
        2501,
        LogLevel.Warning,
        "Last use of the sessions of user {Tenant}/{Id} could not be saved ({Exception})"
    )]
    public static partial void LastUseSaveFailed(ILogger logger, string exception, string tenant, string id);
}
