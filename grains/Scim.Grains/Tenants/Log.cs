using Microsoft.Extensions.Logging;

namespace Scim.Grains.Tenants;

/// <summary>The log messages of tenant grains: event ids 2400 to 2499.</summary>
internal static partial class Log
{
    [LoggerMessage(2401, LogLevel.Debug, "Committed tenant {Tenant} at version {Version}")]
    public static partial void TenantCommitted(ILogger logger, string tenant, long version);

    [LoggerMessage(2402, LogLevel.Information, "Purged all data of deleted tenant {Tenant}")]
    public static partial void TenantPurged(ILogger logger, string tenant);
}
