using Microsoft.Extensions.Logging;

namespace Scim.Gateway.Usage;

/// <summary>What this folder writes to the log: ids 3300 to 3399.</summary>
internal static partial class Log
{
    [LoggerMessage(
        3301,
        LogLevel.Warning,
        "The last use of {Count} tokens could not be told to tenant {Tenant}: {Exception}"
    )]
    public static partial void UsageReportFailed(
        ILogger logger,
        int count,
        string tenant,
        string exception
    );
}
