using Microsoft.Extensions.Logging;

namespace Scim.Grains.Uploads;

/// <summary>What this folder writes to the log: ids 2800 to 2899. No cells, no names.</summary>
internal static partial class Log
{
    [LoggerMessage(2801, LogLevel.Information, "Upload {Tenant}/{Job} started: {Rows} rows")]
    public static partial void UploadStarted(ILogger logger, string tenant, string job, long rows);

    [LoggerMessage(
        2802,
        LogLevel.Information,
        "Upload {Tenant}/{Job} ended as {State} behind row {Done}, {Failed} of them failed"
    )]
    public static partial void UploadEnded(
        ILogger logger,
        string tenant,
        string job,
        string state,
        long done,
        long failed
    );

    [LoggerMessage(2803, LogLevel.Information, "Upload {Tenant}/{Job} goes on behind row {Done}")]
    public static partial void UploadResumed(ILogger logger, string tenant, string job, long done);

    [LoggerMessage(
        2804,
        LogLevel.Warning,
        "Upload {Tenant}/{Job} has to wait behind row {Done}: {Reason}"
    )]
    public static partial void UploadDelayed(
        ILogger logger,
        string tenant,
        string job,
        long done,
        string reason
    );

    [LoggerMessage(2805, LogLevel.Information, "Upload {Tenant}/{Job} was removed")]
    public static partial void UploadRemoved(ILogger logger, string tenant, string job);
}
