using System.Runtime.CompilerServices;
using Orleans.Runtime;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Hosting;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;

namespace Scim.Grains.Uploads;

/// <summary>One upload. See <see cref="IBulkUploadGrain"/>. Works through some rows at a time, so that a call waits for those at most.</summary>
internal sealed partial class BulkUploadGrain(UploadServices services, IGrainContext context) : Grain, IBulkUploadGrain, IRemindable
{
    private const string Reminder = "upload";

    private static readonly TimeSpan Watch = TimeSpan.FromMinutes(1), ArrivalTime = TimeSpan.FromHours(1);

    private readonly ResourceKey _key = ResourceKey.Parse(context.GrainId.Key.ToString()!);
    private UploadJob? _job;

    private static ScimError Missing { get; } = new(ScimErrorKind.NotFound, "There is no such upload. It was removed when its time was over, or never existed in this tenant.");

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) => Outage.Translated(() => Wake(cancellationToken));

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Rest();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<ScimResult<Done>> Begin(BeginUpload command)
    {
        if (await services.Policies.Get(_key.Tenant) is not { } policy) return ResourceErrors.NoTenant;
        if (_job is not null) return new ScimError(ScimErrorKind.Conflict, "The upload's id is in use.");
        int most = services.Options.Value.MaxRunning;
        if (await services.Store.Running(_key.Tenant, CancellationToken.None) >= most)
            return new ScimError(ScimErrorKind.Conflict, $"The tenant has {most} uploads running, which is the limit. Wait for one to end, or cancel one.");
        await this.RegisterOrUpdateReminder(Reminder, ArrivalTime, ArrivalTime);
        UploadJob job = JobRules.Begin(_key.Tenant, _key.Id, command, policy, services.Time.GetUtcNow());
        await services.Store.Add(job, CancellationToken.None);
        _job = job;
        return Done.Instance;
    }

    /// <inheritdoc/>
    public async Task<ScimResult<Done>> Append(int index, ReadOnlyMemory<byte> bytes)
    {
        if (_job?.State != UploadState.Receiving) return Missing;
        await services.Store.Append(_key.Tenant, _key.Id, index, bytes, CancellationToken.None);
        _job = _job with { Pieces = index + 1 };
        return Done.Instance;
    }

    /// <inheritdoc/>
    public async Task<ScimResult<UploadInfo>> Start()
    {
        if (_job?.State != UploadState.Receiving) return Missing;
        if (await Users() is not { } users) return ResourceErrors.NoTenant;
        (long total, ScimError? wrong) = await Check(_job, users);
        if (wrong is not null)
        {
            await Forget();
            return wrong;
        }

        // The reminder first: a crash behind the next write then finds somebody to go on.
        await this.RegisterOrUpdateReminder(Reminder, Watch, Watch);
        if (!await Save(JobRules.Start(_job, total, await services.Store.LastSequence(CancellationToken.None)), UploadProgress.None)) return Missing;
        Log.Started(services.Logger, _key.Tenant, _key.Id, total);
        GoOn();
        return JobRules.Info(_job!);
    }

    /// <inheritdoc/>
    public Task Abandon() => _job?.State == UploadState.Receiving ? Forget() : Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<ScimResult<UploadInfo>> Read() => await Started() is { } job ? JobRules.Info(job) : Missing;

    /// <inheritdoc/>
    public async Task<ScimResult<Done>> Cancel(Caller caller)
    {
        _job ??= await Started();
        if (_job is null or { State: UploadState.Receiving }) return Missing;
        if (_job.State == UploadState.Cancelled) return Done.Instance;
        if (_job.HasEnded) return new ScimError(ScimErrorKind.Conflict, "The upload has come to its end and cannot be cancelled any more.");
        return await End(UploadState.Cancelled) ? Done.Instance : Missing;
    }

    /// <inheritdoc/>
    public async Task<ScimResult<UploadErrorPage>> Errors(long after, int count)
    {
        if (await Started() is null) return Missing;
        IReadOnlyList<RowOutcome> rows = await services.Store.Outcomes(_key.Tenant, _key.Id, after, count + 1, failedOnly: true, CancellationToken.None);
        UploadError[] errors = [.. rows.Take(count).Select(r => new UploadError { Row = r.Row, Line = r.Line, Column = r.Column, Detail = r.Detail ?? "", UserId = r.UserId })];
        return new UploadErrorPage { Errors = errors, Next = rows.Count > count ? errors[^1].Row : null };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> Result([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await Started() is not { HasEnded: true } job || await Users() is not { } users) yield break;
        using UploadReader file = await UploadReader.Open(services.Store, job, users, services.Limits);
        await foreach (ReadOnlyMemory<byte> piece in UploadResult.Write(services.Store, job, file, cancellationToken)) yield return piece;
    }

    /// <inheritdoc/>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        _job ??= await services.Store.Read(_key.Tenant, _key.Id, CancellationToken.None);
        if (_job is null || JobRules.IsOver(_job, services.Time.GetUtcNow(), services.Options.Value.Retention, ArrivalTime)) await Forget();
        else if (_job.HasEnded && status.Period == Watch) await Keep();
    }
}
