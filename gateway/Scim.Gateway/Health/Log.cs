using Microsoft.Extensions.Logging;

namespace Scim.Gateway.Health;

/// <summary>Log messages of health checks, event ids 3600 to 3699.</summary>
internal static partial class Log
{
    [LoggerMessage(
        3601,
        LogLevel.Warning,
        "Readiness check failed: the grains or the database do not respond ({Exception})"
    )]
    public static partial void ReadinessCheckFailed(ILogger logger, string exception);
}
