namespace Scim.Silo.Clustering;

/// <summary>What this folder writes to the log: ids 4100 to 4199.</summary>
internal static partial class Log
{
    [LoggerMessage(
        4101,
        LogLevel.Warning,
        "The membership table could not be read ({Exception}); this silo answers nothing when that lasts"
    )]
    public static partial void MembershipLeaseRenewalFailed(ILogger logger, string exception);

    [LoggerMessage(
        4102,
        LogLevel.Critical,
        "The cluster has declared this silo ({Silo}) dead; it ends, and should be started again"
    )]
    public static partial void SiloDeclaredDead(ILogger logger, string silo);
}
