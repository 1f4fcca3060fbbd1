using Microsoft.Extensions.Logging;

namespace Scim.Grains.Isolation;

internal static partial class Log
{
    [LoggerMessage(
        2001,
        LogLevel.Critical,
        "A call to {Method} of {GrainType} crossed from one tenant into another and was rejected"
    )]
    public static partial void CrossTenantCallRejected(ILogger logger, string method, string grainType);
}
