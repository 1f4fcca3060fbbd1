using System.Globalization;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Tenants;

namespace Scim.Grains.Uploads;

/// <summary>Pure functions that turn a job and an event into the next state of the job.</summary>
internal static class JobRules
{
    /// <summary>Creates a new job.</summary>
    public static UploadJob CreateJob(
        string tenant,
        string id,
        BeginUpload command,
        TenantPolicy policy,
        DateTimeOffset now
    ) =>
        new()
        {
            Tenant = tenant,
            Id = id,
            State = UploadState.Receiving,
            Mode = command.Mode,
            CreateGroups = command.ShouldCreateGroups,
            DryRun = command.IsDryRun,
            Blanks = command.Blanks ?? policy.Settings.Upload.Blanks,
            Actor = command.Origin.Actor,
            BaseUri = command.Origin.BaseUri,
            Created = now,
            TenantSince = policy.CreatedAt,
        };

    /// <summary>Returns the job as it starts to import rows.</summary>
    public static UploadJob StartJob(UploadJob job, long total, long sequence) =>
        WithNextVersion(job) with
        {
            State = UploadState.Running,
            Total = total,
            Sequence = sequence,
        };

    /// <summary>Advances the job by a batch of rows.</summary>
    public static UploadJob AdvanceJob(
        UploadJob job,
        IReadOnlyList<RowOutcome> rows,
        IReadOnlyCollection<string> newGroups,
        long sequence
    ) =>
        WithNextVersion(job) with
        {
            Done = job.Done + rows.Count,
            Failed = job.Failed + rows.Count(r => r.Status == RowStatus.Failed),
            CreatedUsers = job.CreatedUsers + rows.Count(r => r.Status == RowStatus.Created),
            UpdatedUsers = job.UpdatedUsers + rows.Count(r => r.Status == RowStatus.Updated),
            NewGroups =
            [
                .. job.NewGroups.Concat(newGroups).Distinct(StringComparer.Ordinal).Take(UploadJob.MaxKeptGroups),
            ],
            Sequence = sequence,
        };

    /// <summary>Returns the job as it ends.</summary>
    public static UploadJob EndJob(UploadJob job, UploadState state, DateTimeOffset now, string? problem = null) =>
        WithNextVersion(job) with
        {
            State = state,
            Ended = now,
            Problem = problem,
        };

    /// <summary>
    /// Returns whether the job must be removed: its retention period has elapsed, or its file was not received in time.
    /// </summary>
    public static bool IsExpired(UploadJob job, DateTimeOffset now, TimeSpan retention, TimeSpan arrival) =>
        job.State switch
        {
            UploadState.Running => false,
            UploadState.Receiving => job.Created + arrival <= now,
            _ => job.Ended + retention <= now,
        };

    /// <summary>Converts a job to its public form.</summary>
    public static UploadInfo ToUploadInfo(UploadJob job) =>
        new()
        {
            Id = job.Id,
            State = job.State,
            Mode = job.Mode,
            ShouldCreateGroups = job.CreateGroups,
            IsDryRun = job.DryRun,
            Blanks = job.Blanks,
            Actor = job.Actor,
            Created = job.Created,
            Ended = job.HasEnded ? job.Ended : null,
            Rows = new UploadCounts
            {
                Total = job.Total,
                Processed = job.Done,
                Failed = job.Failed,
                Created = job.CreatedUsers,
                Updated = job.UpdatedUsers,
                Unchanged = job.Done - job.Failed - job.CreatedUsers - job.UpdatedUsers,
            },
            NewGroups = job.NewGroups,
            Problem = job.Problem,
        };

    /// <summary>
    /// Creates the origin of a row's commits. Its request id in the change log contains the job and the row.
    /// </summary>
    public static RequestOrigin CreateOrigin(UploadJob job, long row) =>
        new()
        {
            Actor = job.Actor,
            RequestId = FormatRequestId(job, row),
            BaseUri = job.BaseUri,
        };

    /// <summary>Formats the request id of a row's commits.</summary>
    public static string FormatRequestId(UploadJob job, long row) =>
        string.Create(CultureInfo.InvariantCulture, $"upload:{job.Id}:{row}");

    private static UploadJob WithNextVersion(UploadJob job) => job with { Version = job.Version + 1 };
}
