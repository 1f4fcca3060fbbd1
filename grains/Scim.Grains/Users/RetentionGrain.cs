using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.GrainInterfaces.Users;
using Scim.Grains.Storage;

namespace Scim.Grains.Users;

/// <summary>
/// Reschedules the deletion of a tenant's inactive users after the tenant's retention has changed. See
/// <see cref="IRetentionGrain"/>.
/// </summary>
/// <remarks>
/// <para>Users are processed page by page with bounded parallelism. Progress is stored after each page, so that a
/// restart resumes after the last completed one.</para>
/// <para>The sweep interleaves with calls: the tenant's grain calls this grain while it changes its settings, and must
/// not wait for a page of users. Reminder and progress change together, one change at a time.</para>
/// </remarks>
internal sealed class RetentionGrain(
    [FromKeyedServices(ScimStorageNames.Provider)] IGrainStorage storage,
    IRetentionStore users,
    IGrainContext context,
    ILogger<RetentionGrain> logger
) : Grain, IRetentionGrain, IRemindable, IDisposable
{
    private const string Reminder = "walk";
    private const int PageSize = 256;
    private const int Parallelism = 16;

    private readonly StateStore<RetentionState> _store = new(storage, ScimStorageNames.Retention, context.GrainId);
    private readonly SemaphoreSlim _progressLock = new(1, 1);
    private IGrainTimer? _timer;

    private string Tenant => ResourceKey.Parse(this.GetPrimaryKeyString()).Tenant;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        TransientStorageErrors.TranslateErrorsAsync(() => _store.ReadStateAsync().AsTask());

    /// <inheritdoc/>
    public Task ScheduleSweep() =>
        RunExclusiveAsync(async () =>
        {
            await this.RegisterOrUpdateReminder(Reminder, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5));
            await WriteProgressAsync(new RetentionState { Walking = true });
        });

    /// <inheritdoc/>
    public Task StartSweep() =>
        RunExclusiveAsync(async () =>
        {
            await WriteProgressAsync(new RetentionState { Walking = true });

            // Wait until every process has the new settings: a user that is deactivated before that is scheduled by the
            // old retention.
            ScheduleNextPage(TenantCache.MaxAge * 2);
        });

    /// <inheritdoc/>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (!_store.Current.Walking)
            await RunExclusiveAsync(RemoveReminderIfDoneAsync);
        else if (_timer is null)
            ScheduleNextPage(TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public void Dispose() => _progressLock.Dispose();

    // Replaces the sweep in progress, whose page is cancelled.
    private void ScheduleNextPage(TimeSpan wait)
    {
        _timer?.Dispose();
        _timer = this.RegisterGrainTimer(
            ProcessPageAsync,
            new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan) { KeepAlive = true, Interleave = true }
        );
    }

    private async Task ProcessPageAsync(CancellationToken cancellationToken)
    {
        try
        {
            RetentionState progress = _store.Current;
            IReadOnlyList<string> page = await users.ListInactiveUsersAsync(
                Tenant,
                progress.After,
                PageSize,
                cancellationToken
            );
            foreach (string[] batch in page.Chunk(Parallelism))
                await Task.WhenAll(
                        batch.Select(id =>
                            GrainFactory
                                .GetGrain<IUserGrain>(new ResourceKey(Tenant, id).ToString())
                                .RescheduleDeletion()
                        )
                    )
                    .WaitAsync(cancellationToken);
            await RunExclusiveAsync(() => CompletePageAsync(progress, page, cancellationToken));
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // Another sweep has replaced this one, or the silo is stopping: then the reminder resumes the sweep on
            // another silo.
        }
        catch (Exception e)
        {
            // The reminder resumes the sweep after the last stored page.
            Log.DeletionRescheduleFailed(logger, e.GetType().Name, Tenant);
            StopTimer();
        }
    }

    private async Task CompletePageAsync(
        RetentionState progress,
        IReadOnlyList<string> page,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        bool isSuperseded = !ReferenceEquals(_store.Current, progress),
            isLast = page.Count < PageSize;
        if (!isSuperseded)
            await WriteProgressAsync(
                isLast ? new RetentionState() : progress with { After = page[^1], Count = progress.Count + page.Count }
            );
        if (isSuperseded || !isLast)
        {
            ScheduleNextPage(TimeSpan.Zero);
            return;
        }

        StopTimer();
        await RemoveReminderIfDoneAsync();
        Log.DeletionsRescheduled(logger, Tenant, progress.Count + page.Count);
    }

    private void StopTimer()
    {
        _timer?.Dispose();
        _timer = null;
    }

    private async Task RemoveReminderIfDoneAsync()
    {
        if (!_store.Current.Walking && await this.GetReminder(Reminder) is { } reminder)
            await this.UnregisterReminder(reminder);
    }

    private async Task RunExclusiveAsync(Func<Task> change)
    {
        await _progressLock.WaitAsync();
        try
        {
            await change();
        }
        finally
        {
            _progressLock.Release();
        }
    }

    private async Task WriteProgressAsync(RetentionState next)
    {
        try
        {
            await _store.WriteStateAsync(next);
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }
}

/// <summary>The stored progress of a sweep. Property names are part of the stored format.</summary>
public sealed record RetentionState
{
    /// <summary>Whether a sweep is in progress.</summary>
    [JsonPropertyName("walking")]
    public bool Walking { get; init; }

    /// <summary>The id of the last processed user, or the empty string.</summary>
    [JsonPropertyName("after")]
    public string After { get; init; } = "";

    /// <summary>The number of processed users.</summary>
    [JsonPropertyName("count")]
    public long Count { get; init; }
}
