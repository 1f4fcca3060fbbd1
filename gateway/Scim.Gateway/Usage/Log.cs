using Microsoft.Extensions.Logging;

namespace Scim.Gateway.Usage;

/// <summary>Log messages of token usage, event ids 3300 to 3399.</summary>
internal static partial class Log
{
    [LoggerMessage(
        3301,
        LogLevel.Warning,
        "The last use of {Count} tokens could not be reported to tenant {Tenant}: {Exception}"
    )]
    public static partial void UsageReportFailed(ILogger logger, int count, string tenant, string exception);
}
