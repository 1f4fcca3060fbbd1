using Microsoft.Extensions.Logging;

namespace Scim.Gateway.Routing;

/// <summary>
/// What this folder writes to the log: ids 3100 to 3199. Routes are patterns, not paths: no query strings, tokens or
/// values.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(3101, LogLevel.Debug, "{Method} {Route} answered {Status}, request {RequestId}")]
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
        "{Method} {Route}: the client went away, request {RequestId} ({Exception})"
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
        "{Method} {Route} could not be answered, request {RequestId}: {Exception}"
    )]
    public static partial void RequestUnavailable(
        ILogger logger,
        string method,
        string route,
        string requestId,
        string exception
    );

    [LoggerMessage(
        3104,
        LogLevel.Error,
        "{Method} {Route} failed, request {RequestId}: {Exception}\n{Stack}"
    )]
    public static partial void RequestFailed(
        ILogger logger,
        string method,
        string route,
        string requestId,
        string exception,
        string stack
    );

    [LoggerMessage(3105, LogLevel.Debug, "What was thrown at request {RequestId}")]
    public static partial void RequestExceptionThrown(
        ILogger logger,
        Exception exception,
        string requestId
    );
}
