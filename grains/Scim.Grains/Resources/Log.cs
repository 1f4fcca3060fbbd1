using Microsoft.Extensions.Logging;

namespace Scim.Grains.Resources;

internal static partial class Log
{
    [LoggerMessage(2101, LogLevel.Debug, "Committed {Kind} {Tenant}/{Id} at version {Version}")]
    public static partial void ResourceCommitted(
        ILogger logger,
        string kind,
        string tenant,
        string id,
        long version
    );

    [LoggerMessage(
        2102,
        LogLevel.Error,
        "A commit failed with {Exception}: {Kind} {Tenant}/{Id} will be read again"
    )]
    public static partial void ResourceCommitFailed(
        ILogger logger,
        string exception,
        string kind,
        string tenant,
        string id
    );
}
