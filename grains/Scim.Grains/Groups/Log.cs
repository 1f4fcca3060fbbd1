using Microsoft.Extensions.Logging;

namespace Scim.Grains.Groups;

/// <summary>The log messages of groups: event ids 2300 to 2399.</summary>
internal static partial class Log
{
    [LoggerMessage(
        2301,
        LogLevel.Information,
        "A request for group {Tenant}/{Id} named {Count} members that do not exist; they were skipped"
    )]
    public static partial void UnknownMembersSkipped(ILogger logger, int count, string tenant, string id);
}
