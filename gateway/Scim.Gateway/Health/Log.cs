using Microsoft.Extensions.Logging;

namespace Scim.Gateway.Health;

/// <summary>What this folder writes to the log: ids 3400 to 3499.</summary>
internal static partial class Log
{
    [LoggerMessage(
        3401,
        LogLevel.Warning,
        "Not ready: neither grains nor database answer as they should ({Exception})"
    )]
    public static partial void ReadinessCheckFailed(ILogger logger, string exception);
}
