using Microsoft.Extensions.Logging;

namespace Scim.Grains.Sites;

/// <summary>The log messages of site grains: event ids 2700 to 2799.</summary>
internal static partial class Log
{
    [LoggerMessage(2701, LogLevel.Debug, "Committed site {Tenant}/{Id} at version {Version}")]
    public static partial void SiteCommitted(ILogger logger, string tenant, string id, long version);

    [LoggerMessage(
        2702,
        LogLevel.Error,
        "Commit failed with {Exception}; the state of site {Tenant}/{Id} will be read again"
    )]
    public static partial void SiteCommitFailed(ILogger logger, string exception, string tenant, string id);
}
