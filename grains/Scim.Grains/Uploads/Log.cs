using Microsoft.Extensions.Logging;

namespace Scim.Grains.Uploads;

/// <summary>The log messages of upload grains: event ids 2800 to 2899. They contain no cells and no names.</summary>
internal static partial class Log
{
    [LoggerMessage(2801, LogLevel.Information, "Upload {Tenant}/{Job} started: {Rows} rows")]
    public static partial void UploadStarted(ILogger logger, string tenant, string job, long rows);

    [LoggerMessage(
        2802,
        LogLevel.Information,
        "Upload {Tenant}/{Job} ended as {State} after {Done} rows, {Failed} of them failed"
    )]
    public static partial void UploadEnded(
        ILogger logger,
        string tenant,
        string job,
        string state,
        long done,
        long failed
    );

    [LoggerMessage(2803, LogLevel.Information, "Upload {Tenant}/{Job} resumed after row {Done}")]
    public static partial void UploadResumed(ILogger logger, string tenant, string job, long done);

    [LoggerMessage(2804, LogLevel.Warning, "Upload {Tenant}/{Job} delayed after row {Done}: {Reason}")]
    public static partial void UploadDelayed(ILogger logger, string tenant, string job, long done, string reason);

    [LoggerMessage(2805, LogLevel.Information, "Upload {Tenant}/{Job} removed")]
    public static partial void UploadRemoved(ILogger logger, string tenant, string job);
}
