using Microsoft.Extensions.Logging;

namespace Scim.Gateway.Bulk;

/// <summary>Log messages of bulk requests, event ids 3500 to 3599.</summary>
internal static partial class Log
{
    [LoggerMessage(3501, LogLevel.Warning, "Operation {Index} of bulk request {RequestId} failed: {Exception}")]
    public static partial void OperationFailed(ILogger logger, string requestId, int index, string exception);

    [LoggerMessage(
        3502,
        LogLevel.Warning,
        "Operation {Index} of bulk request {RequestId} could not be rolled back: {Exception}"
    )]
    public static partial void OperationRollbackFailed(ILogger logger, string requestId, int index, string exception);
}
