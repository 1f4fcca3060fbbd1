using System.Runtime.CompilerServices;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Errors;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;

namespace Scim.Grains.Uploads;

/// <summary>One upload. See <see cref="IBulkUploadGrain"/>.</summary>
/// <remarks>Rows are processed in batches, so that a call waits for at most one batch.</remarks>
internal sealed partial class BulkUploadGrain(UploadServices services, IGrainContext context)
    : Grain,
        IBulkUploadGrain,
        IRemindable
{
    private const string Reminder = "upload";

    private static readonly TimeSpan WatchdogPeriod = TimeSpan.FromMinutes(1),
        ReceiveTimeout = TimeSpan.FromHours(1);

    private readonly ResourceKey _key = ResourceKey.Parse(context.GrainId.Key.ToString()!);
    private UploadJob? _job;

    private static ScimError UploadNotFound { get; } =
        new(ScimErrorKind.NotFound, "Upload not found. It may have expired.");

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        TransientStorageErrors.TranslateErrorsAsync(() => ResumeJobAsync(cancellationToken));

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        StopProcessing();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<ScimResult<Unit>> BeginUpload(BeginUpload command)
    {
        if (await services.Policies.GetPolicyAsync(_key.Tenant) is not { } policy)
            return ResourceErrors.TenantNotFound;
        if (_job is not null)
            return new ScimError(ScimErrorKind.Conflict, "The upload id is already in use. Retry the upload.");
        int maxRunning = services.Options.Value.MaxRunning;
        if (await services.Store.CountRunningJobsAsync(_key.Tenant, CancellationToken.None) >= maxRunning)
            return new ScimError(
                ScimErrorKind.Conflict,
                $"The tenant has reached the limit of {maxRunning} running uploads. Wait for one to end, or cancel one."
            );
        await this.RegisterOrUpdateReminder(Reminder, ReceiveTimeout, ReceiveTimeout);
        UploadJob job = JobRules.CreateJob(_key.Tenant, _key.Id, command, policy, services.Time.GetUtcNow());
        await services.Store.AddJobAsync(job, CancellationToken.None);
        _job = job;
        return Unit.Instance;
    }

    /// <inheritdoc/>
    public async Task<ScimResult<Unit>> AppendChunk(int index, ReadOnlyMemory<byte> bytes)
    {
        if (_job?.State != UploadState.Receiving)
            return UploadNotFound;
        await services.Store.AppendChunkAsync(_key.Tenant, _key.Id, index, bytes, CancellationToken.None);
        _job = _job with { Pieces = index + 1 };
        return Unit.Instance;
    }

    /// <inheritdoc/>
    public async Task<ScimResult<UploadInfo>> StartImport()
    {
        if (_job?.State != UploadState.Receiving)
            return UploadNotFound;
        if (await GetUserTypeAsync() is not { } users)
            return ResourceErrors.TenantNotFound;
        (long total, ScimError? error) = await ValidateFileAsync(_job, users);
        if (error is not null)
        {
            await RemoveJobAsync();
            return error;
        }

        // Register the reminder first, so that the upload is resumed after a crash that follows the next write.
        await this.RegisterOrUpdateReminder(Reminder, WatchdogPeriod, WatchdogPeriod);
        if (
            !await SaveJobAsync(
                JobRules.StartJob(_job, total, await services.Store.ReadLastSequenceAsync(CancellationToken.None)),
                UploadProgress.None
            )
        )
            return UploadNotFound;
        Log.UploadStarted(services.Logger, _key.Tenant, _key.Id, total);
        StartProcessing();
        return JobRules.ToUploadInfo(_job!);
    }

    /// <inheritdoc/>
    public Task AbandonUpload() => _job?.State == UploadState.Receiving ? RemoveJobAsync() : Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<ScimResult<UploadInfo>> Read() =>
        await ReadStartedJobAsync() is { } job ? JobRules.ToUploadInfo(job) : UploadNotFound;

    /// <inheritdoc/>
    public async Task<ScimResult<Unit>> Cancel(RequestOrigin caller)
    {
        _job ??= await ReadStartedJobAsync();
        if (_job is null or { State: UploadState.Receiving })
            return UploadNotFound;
        if (_job.State == UploadState.Cancelled)
            return Unit.Instance;
        if (_job.HasEnded)
            return new ScimError(ScimErrorKind.Conflict, "The upload has ended and can no longer be cancelled.");
        return await EndJobAsync(UploadState.Cancelled) ? Unit.Instance : UploadNotFound;
    }

    /// <inheritdoc/>
    public async Task<ScimResult<UploadErrorPage>> ListErrors(long after, int count)
    {
        if (await ReadStartedJobAsync() is null)
            return UploadNotFound;
        IReadOnlyList<RowOutcome> rows = await services.Store.ListOutcomesAsync(
            _key.Tenant,
            _key.Id,
            after,
            count + 1,
            failedOnly: true,
            CancellationToken.None
        );
        UploadError[] errors =
        [
            .. rows.Take(count)
                .Select(r => new UploadError
                {
                    Row = r.Row,
                    Line = r.Line,
                    Column = r.Column,
                    Detail = r.Detail ?? "",
                    UserId = r.UserId,
                }),
        ];
        return new UploadErrorPage { Errors = errors, Next = rows.Count > count ? errors[^1].Row : null };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> StreamResult(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (await ReadStartedJobAsync() is not { HasEnded: true } job || await GetUserTypeAsync() is not { } users)
            yield break;
        using UploadReader file = await UploadReader.OpenFileAsync(services.Store, job, users, services.Limits);
        await foreach (
            ReadOnlyMemory<byte> chunk in UploadResultWriter.WriteResult(services.Store, job, file, cancellationToken)
        )
            yield return chunk;
    }

    /// <inheritdoc/>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        _job ??= await services.Store.ReadJobAsync(_key.Tenant, _key.Id, CancellationToken.None);
        if (
            _job is null
            || JobRules.IsExpired(_job, services.Time.GetUtcNow(), services.Options.Value.Retention, ReceiveTimeout)
        )
            await RemoveJobAsync();
        else if (_job.HasEnded && status.Period == WatchdogPeriod)
            await ScheduleRemovalAsync();
    }
}
