using Microsoft.Extensions.Logging;

namespace Scim.Gateway.Routing;

/// <summary>
/// Log messages of requests, event ids 3100 to 3199. Routes are logged as patterns, without query strings, tokens or
/// values.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(3101, LogLevel.Debug, "{Method} {Route} responded {Status} (request {RequestId})")]
    public static partial void RequestAnswered(
        ILogger logger,
        string method,
        string route,
        int status,
        string requestId
    );

    [LoggerMessage(
        3102,
        LogLevel.Debug,
        "{Method} {Route}: the client disconnected (request {RequestId}): {Exception}"
    )]
    public static partial void ClientDisconnected(
        ILogger logger,
        string method,
        string route,
        string requestId,
        string exception
    );

    [LoggerMessage(
        3103,
        LogLevel.Warning,
        "{Method} {Route} was temporarily unavailable (request {RequestId}): {Exception}"
    )]
    public static partial void RequestUnavailable(
        ILogger logger,
        string method,
        string route,
        string requestId,
        string exception
    );

    [LoggerMessage(3104, LogLevel.Error, "{Method} {Route} failed (request {RequestId}): {Exception}\n{Stack}")]
    public static partial void RequestFailed(
        ILogger logger,
        string method,
        string route,
        string requestId,
        string exception,
        string stack
    );

    [LoggerMessage(3105, LogLevel.Debug, "Exception of request {RequestId}")]
    public static partial void RequestExceptionThrown(ILogger logger, Exception exception, string requestId);
}
