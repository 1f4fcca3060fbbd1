using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Uploads.Rows;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Grains.Uploads;

/// <summary>
/// The processing of an upload: a timer runs steps, each of which imports a batch of rows and then stores the outcomes
/// and the new position in one write.
/// </summary>
internal sealed partial class BulkUploadGrain
{
    private const int MaxAttempts = 5;
    private const int RowsPerYield = 2000;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5),
        TimerPeriod = TimeSpan.FromMilliseconds(1),
        RemovalReminderPeriod = TimeSpan.FromDays(1);

    private UploadReader? _reader;
    private IReadOnlyList<UploadRow>? _rows;
    private IGrainTimer? _timer;
    private bool _isRepeated;
    private int _attempt;

    private async Task ResumeJobAsync(CancellationToken cancellationToken)
    {
        _job = await services.Store.ReadJobAsync(_key.Tenant, _key.Id, cancellationToken);
        if (_job?.State != UploadState.Running)
            return;
        Log.UploadResumed(services.Logger, _key.Tenant, _key.Id, _job.Done);
        _isRepeated = true;
        StartProcessing();
    }

    private void StartProcessing()
    {
        _timer ??= this.RegisterGrainTimer(
            _ => ProcessTickAsync(),
            new GrainTimerCreationOptions
            {
                DueTime = TimeSpan.Zero,
                Period = TimerPeriod,
                KeepAlive = true,
            }
        );
    }

    private void StopProcessing()
    {
        _timer?.Dispose();
        _reader?.Dispose();
        (_timer, _reader, _rows) = (null, null, null);
    }

    // Runs one step: a batch of rows and the write of its position.
    private async Task ProcessTickAsync()
    {
        RequestContext.Set(TenantContext.Key, _key.Tenant);
        long done = _job?.Done ?? 0;
        try
        {
            if (await ImportNextBatchAsync() is not { } wait)
                return;
            Log.UploadDelayed(services.Logger, _key.Tenant, _key.Id, done, wait);
        }
        catch (Exception e)
        {
            // The outcome of the step is unknown. Restart from the stored state.
            Log.UploadDelayed(services.Logger, _key.Tenant, _key.Id, done, e.GetType().Name);
            _reader?.Dispose();
            (_job, _reader, _rows) = (null, null, null);
        }

        _isRepeated = true;
        _timer?.Change(RetryDelay, TimerPeriod);
    }

    // Returns null, or the reason why the batch must be repeated later.
    private async Task<string?> ImportNextBatchAsync()
    {
        _job ??= await services.Store.ReadJobAsync(_key.Tenant, _key.Id, CancellationToken.None);
        if (_job?.State != UploadState.Running || await GetUserTypeAsync() is not { } users)
        {
            StopProcessing();
            DeactivateOnIdle();
            return null;
        }

        _reader ??= await ReopenFileAsync(_job, users);
        if (_reader.Header is { } header)
            _rows ??= await _reader.ReadRowsAsync(ImportBatch.Size, _job.Blanks);
        if (_reader.Error is not null || _rows!.Count == 0)
        {
            await EndJobAsync(
                _reader.Error is null ? UploadState.Succeeded : UploadState.Failed,
                _reader.Error?.Message
            );
            return null;
        }

        var batch = new ImportBatch(services, _job, _reader.Header!, _rows);
        await batch.ImportAllAsync(_isRepeated);
        if (
            ++_attempt < MaxAttempts
            && batch.ImportRows.FirstOrDefault(w => w.UnconfirmedError is not null) is { } unconfirmed
        )
            return unconfirmed.UnconfirmedError!.Kind.ToString();

        long sequence = await services.Store.ReadLastSequenceAsync(CancellationToken.None);
        UploadProgress progress = batch.BuildProgress();
        if (!await SaveJobAsync(JobRules.AdvanceJob(_job, progress.Rows, batch.NewGroups, sequence), progress))
            return null;
        (_rows, _isRepeated, _attempt) = (null, false, 0);
        return null;
    }

    private async Task<UploadReader> ReopenFileAsync(UploadJob job, ResourceType users)
    {
        UploadReader reader = await UploadReader.OpenFileAsync(services.Store, job, users, services.Limits);
        if (reader.Header is not null)
            await reader.SkipRowsAsync(job.Done);
        return reader;
    }

    // Checks the syntax of the whole file and counts its rows, so that an error in the middle is found before any user
    // is written.
    private async Task<(long Rows, ScimError? Error)> ValidateFileAsync(UploadJob job, ResourceType users)
    {
        int maxRows = services.Options.Value.MaxRows;
        using UploadReader file = await UploadReader.OpenFileAsync(services.Store, job, users, services.Limits);
        long rows = 0;
        while (file.Header is not null && rows <= maxRows && await file.ReadCsvRowAsync() is not null)
        {
            if (++rows % RowsPerYield == 0)
                await Task.Yield();
        }

        if (file.Error is { } error)
            return (rows, new ScimError(ScimErrorKind.InvalidSyntax, error.Message));
        if (rows > maxRows)
            return (
                rows,
                new ScimError(
                    ScimErrorKind.PayloadTooLarge,
                    $"The file has more rows than the limit MaxRows of {maxRows}. "
                        + "Split the file and upload it in parts."
                )
            );
        return (
            rows,
            rows == 0
                ? new ScimError(ScimErrorKind.InvalidValue, "The file has a header but no rows. Add at least one row.")
                : null
        );
    }

    private async Task<bool> EndJobAsync(UploadState state, string? problem = null)
    {
        if (!await SaveJobAsync(JobRules.EndJob(_job!, state, services.Time.GetUtcNow(), problem), UploadProgress.None))
            return false;
        Log.UploadEnded(services.Logger, _key.Tenant, _key.Id, state.ToString(), _job!.Done, _job.Failed);
        StopProcessing();
        await ScheduleRemovalAsync();
        return true;
    }

    // From now on, the reminder only removes the job when its retention period has elapsed.
    private async Task ScheduleRemovalAsync()
    {
        TimeSpan left = _job!.Ended + services.Options.Value.Retention - services.Time.GetUtcNow();
        await this.RegisterOrUpdateReminder(
            Reminder,
            left > WatchdogPeriod ? left : WatchdogPeriod,
            RemovalReminderPeriod
        );
    }

    private async Task<bool> SaveJobAsync(UploadJob next, UploadProgress progress)
    {
        if (await services.Store.SaveJobAsync(next, progress, CancellationToken.None))
        {
            _job = next;
            return true;
        }

        // The job was removed, or another activation has continued it.
        _job = null;
        StopProcessing();
        DeactivateOnIdle();
        return false;
    }

    private async Task RemoveJobAsync()
    {
        StopProcessing();
        _job = null;
        await services.Store.RemoveJobAsync(_key.Tenant, _key.Id, CancellationToken.None);
        if (await this.GetReminder(Reminder) is { } reminder)
            await this.UnregisterReminder(reminder);
        Log.UploadRemoved(services.Logger, _key.Tenant, _key.Id);
        DeactivateOnIdle();
    }

    private async Task<UploadJob?> ReadStartedJobAsync() =>
        await services.Store.ReadJobAsync(_key.Tenant, _key.Id, CancellationToken.None)
            is { State: not UploadState.Receiving } job
            ? job
            : null;

    private async Task<ResourceType?> GetUserTypeAsync() =>
        (await services.Policies.GetPolicyAsync(_key.Tenant))?.Schemas.FindByName(ResourceTypeNames.User);
}
