namespace Scim.Silo.Clustering;

/// <summary>Log messages of clustering: event ids 4100 to 4199.</summary>
internal static partial class Log
{
    [LoggerMessage(
        4101,
        LogLevel.Warning,
        "Reading the membership table failed ({Exception}); this silo stops serving requests when its lease expires"
    )]
    public static partial void MembershipLeaseRenewalFailed(ILogger logger, string exception);

    [LoggerMessage(
        4102,
        LogLevel.Critical,
        "The cluster has declared this silo ({Silo}) dead; the process stops and must be restarted"
    )]
    public static partial void SiloDeclaredDead(ILogger logger, string silo);
}
