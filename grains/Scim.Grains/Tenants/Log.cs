using Microsoft.Extensions.Logging;

namespace Scim.Grains.Tenants;

internal static partial class Log
{
    [LoggerMessage(2401, LogLevel.Debug, "Committed tenant {Tenant} at version {Version}")]
    public static partial void TenantCommitted(ILogger logger, string tenant, long version);

    [LoggerMessage(
        2402,
        LogLevel.Information,
        "Removed everything that the deleted tenant {Tenant} had left"
    )]
    public static partial void TenantPurged(ILogger logger, string tenant);
}
