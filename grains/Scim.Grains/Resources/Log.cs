using Microsoft.Extensions.Logging;

namespace Scim.Grains.Resources;

/// <summary>The log messages of resource grains: event ids 2100 to 2199.</summary>
internal static partial class Log
{
    [LoggerMessage(2101, LogLevel.Debug, "Committed {Kind} {Tenant}/{Id} at version {Version}")]
    public static partial void ResourceCommitted(ILogger logger, string kind, string tenant, string id, long version);

    [LoggerMessage(
        2102,
        LogLevel.Error,
        "Commit failed with {Exception}; the state of {Kind} {Tenant}/{Id} will be read again"
    )]
    public static partial void ResourceCommitFailed(
        ILogger logger,
        string exception,
        string kind,
        string tenant,
        string id
    );
}
