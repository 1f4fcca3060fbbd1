using Orleans.Runtime;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Grains.Tenants;
using Scim.Grains.Uploads.Rows;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Grains.Uploads;

/// <summary>How an upload's grain works: step by step on a timer, each step some rows and then one write that holds what became of them and the place behind them.</summary>
internal sealed partial class BulkUploadGrain
{
    private const int Attempts = 5;
    private const int CheckedInOneGo = 2000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5), Soon = TimeSpan.FromMilliseconds(1), Day = TimeSpan.FromDays(1);

    private UploadReader? _reader;
    private IReadOnlyList<UploadRow>? _rows;
    private IGrainTimer? _timer;
    private bool _repeated;
    private int _attempt;

    private async Task Wake(CancellationToken cancellationToken)
    {
        _job = await services.Store.Read(_key.Tenant, _key.Id, cancellationToken);
        if (_job?.State != UploadState.Running) return;
        Log.Resumed(services.Logger, _key.Tenant, _key.Id, _job.Done);
        _repeated = true;
        GoOn();
    }

    private void GoOn()
    {
        _timer ??= this.RegisterGrainTimer(_ => Work(), new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = Soon, KeepAlive = true });
    }

    private void Rest()
    {
        _timer?.Dispose();
        _reader?.Dispose();
        (_timer, _reader, _rows) = (null, null, null);
    }

    // One step: some rows, then their place.
    private async Task Work()
    {
        RequestContext.Set(TenantContext.Key, _key.Tenant);
        long done = _job?.Done ?? 0;
        try
        {
            if (await Step() is not { } wait) return;
            Log.Waiting(services.Logger, _key.Tenant, _key.Id, done, wait);
        }
        catch (Exception e)
        {
            // What was written is not known: begin again from what is.
            Log.Waiting(services.Logger, _key.Tenant, _key.Id, done, e.GetType().Name);
            _reader?.Dispose();
            (_job, _reader, _rows) = (null, null, null);
        }

        _repeated = true;
        _timer?.Change(Pause, Soon);
    }

    // Null, or what has to be waited for.
    private async Task<string?> Step()
    {
        _job ??= await services.Store.Read(_key.Tenant, _key.Id, CancellationToken.None);
        if (_job?.State != UploadState.Running || await Users() is not { } users)
        {
            Rest();
            DeactivateOnIdle();
            return null;
        }

        _reader ??= await Reopen(_job, users);
        if (_reader.Header is { } header) _rows ??= await _reader.Next(UploadWindow.Size, _job.Blanks);
        if (_reader.Fault is not null || _rows!.Count == 0)
        {
            await End(_reader.Fault is null ? UploadState.Succeeded : UploadState.Failed, _reader.Fault?.Sentence);
            return null;
        }

        var window = new UploadWindow(services, _job, _reader.Header!, _rows);
        await window.Run(_repeated);
        if (++_attempt < Attempts && window.Works.FirstOrDefault(w => w.Unsure is not null) is { } unsure) return unsure.Unsure!.Kind.ToString();

        long sequence = await services.Store.LastSequence(CancellationToken.None);
        UploadProgress progress = window.Progress();
        if (!await Save(JobRules.Advance(_job, progress.Rows, window.NewGroups, sequence), progress)) return null;
        (_rows, _repeated, _attempt) = (null, false, 0);
        return null;
    }

    private async Task<UploadReader> Reopen(UploadJob job, ResourceType users)
    {
        UploadReader reader = await UploadReader.Open(services.Store, job, users, services.Limits);
        if (reader.Header is not null) await reader.Skip(job.Done);
        return reader;
    }

    // Whether the file is CSV from end to end, and how many rows it has: damage in the middle must not be found when half of the users are written.
    private async Task<(long Rows, ScimError? Error)> Check(UploadJob job, ResourceType users)
    {
        int most = services.Options.Value.MaxRows;
        using UploadReader file = await UploadReader.Open(services.Store, job, users, services.Limits);
        long rows = 0;
        while (file.Header is not null && rows <= most && await file.Next() is not null)
        {
            if (++rows % CheckedInOneGo == 0) await Task.Yield();
        }

        if (file.Fault is { } fault) return (rows, new ScimError(ScimErrorKind.InvalidSyntax, fault.Sentence));
        if (rows > most) return (rows, new ScimError(ScimErrorKind.PayloadTooLarge, $"The file has more rows than the limit MaxRows of {most}. Upload it in parts."));
        return (rows, rows == 0 ? new ScimError(ScimErrorKind.InvalidValue, "The file has a header and no rows.") : null);
    }

    private async Task<bool> End(UploadState state, string? problem = null)
    {
        if (!await Save(JobRules.End(_job!, state, services.Time.GetUtcNow(), problem), UploadProgress.None)) return false;
        Log.Ended(services.Logger, _key.Tenant, _key.Id, state.ToString(), _job!.Done, _job.Failed);
        Rest();
        await Keep();
        return true;
    }

    // From now on the reminder's only business is to remove the job when its time is over.
    private async Task Keep()
    {
        TimeSpan left = _job!.Ended + services.Options.Value.Retention - services.Time.GetUtcNow();
        await this.RegisterOrUpdateReminder(Reminder, left > Watch ? left : Watch, Day);
    }

    private async Task<bool> Save(UploadJob next, UploadProgress progress)
    {
        if (await services.Store.Save(next, progress, CancellationToken.None))
        {
            _job = next;
            return true;
        }

        // Removed, or another activation went on with it.
        _job = null;
        Rest();
        DeactivateOnIdle();
        return false;
    }

    private async Task Forget()
    {
        Rest();
        _job = null;
        await services.Store.Remove(_key.Tenant, _key.Id, CancellationToken.None);
        if (await this.GetReminder(Reminder) is { } reminder) await this.UnregisterReminder(reminder);
        Log.Removed(services.Logger, _key.Tenant, _key.Id);
        DeactivateOnIdle();
    }

    private async Task<UploadJob?> Started() =>
        await services.Store.Read(_key.Tenant, _key.Id, CancellationToken.None) is { State: not UploadState.Receiving } job ? job : null;

    private async Task<ResourceType?> Users() => (await services.Policies.Get(_key.Tenant))?.Schemas.ByName(ResourceKinds.User);
}
