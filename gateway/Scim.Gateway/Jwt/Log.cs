using Microsoft.Extensions.Logging;

namespace Scim.Gateway.Jwt;

/// <summary>
/// Log messages of JSON Web Tokens, event ids 3400 to 3499. They never contain a token or a claim; the issuer is a
/// setting.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(3401, LogLevel.Debug, "Fetched {Count} keys of issuer {Issuer}")]
    public static partial void KeysFetched(ILogger logger, int count, string issuer);

    [LoggerMessage(3402, LogLevel.Warning, "The keys of issuer {Issuer} could not be fetched: {Exception}: {Reason}")]
    public static partial void KeysFetchFailed(ILogger logger, string issuer, string exception, string reason);

    [LoggerMessage(3403, LogLevel.Debug, "A token of issuer {Issuer} was rejected: {Reason}")]
    public static partial void TokenRejected(ILogger logger, string issuer, string reason);
}
