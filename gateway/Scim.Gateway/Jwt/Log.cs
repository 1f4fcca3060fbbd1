using Microsoft.Extensions.Logging;

namespace Scim.Gateway.Jwt;

/// <summary>
/// What this folder writes to the log: ids 3400 to 3499. Never a token or a claim; an issuer's name is a setting.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(3401, LogLevel.Debug, "Fetched {Count} keys of the issuer {Issuer}")]
    public static partial void KeysFetched(ILogger logger, int count, string issuer);

    [LoggerMessage(
        3402,
        LogLevel.Warning,
        "The keys of the issuer {Issuer} could not be fetched: {Exception}: {Reason}"
    )]
    public static partial void KeysFetchFailed(
        ILogger logger,
        string issuer,
        string exception,
        string reason
    );

    [LoggerMessage(3403, LogLevel.Debug, "A token of the issuer {Issuer} was refused: {Reason}")]
    public static partial void TokenRejected(ILogger logger, string issuer, string reason);
}
