using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Storage;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;
using Scim.GrainInterfaces.Users;
using Scim.Grains.Hosting;
using Scim.Grains.Storage;

namespace Scim.Grains.Users;

/// <summary>
/// Walks a tenant's waiting users after its retention has changed. See <see cref="IRetentionGrain"/>. A page at a time,
/// so that calls get in between, and a bounded number of users at once; each page is noted, so that a restart goes on
/// where it was.
/// </summary>
internal sealed class RetentionGrain(
    [FromKeyedServices(ScimStorageNames.Provider)] IGrainStorage storage,
    IRetentionStore users,
    IGrainContext context,
    ILogger<RetentionGrain> logger
) : Grain, IRetentionGrain, IRemindable
{
    private const string Reminder = "walk";
    private const int PageSize = 256;
    private const int Parallelism = 16;

    private readonly StateStore<RetentionState> _store = new(
        storage,
        ScimStorageNames.Retention,
        context.GrainId
    );
    private IGrainTimer? _timer;

    private string Tenant => ResourceKey.Parse(this.GetPrimaryKeyString()).Tenant;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        TransientStorageErrors.TranslateErrorsAsync(() => _store.ReadStateAsync().AsTask());

    /// <inheritdoc/>
    public async Task ScheduleSweep()
    {
        await this.RegisterOrUpdateReminder(
            Reminder,
            TimeSpan.FromMinutes(1),
            TimeSpan.FromMinutes(5)
        );
        await WriteProgressAsync(new RetentionState { Walking = true });
    }

    /// <inheritdoc/>
    public async Task StartSweep()
    {
        await WriteProgressAsync(new RetentionState { Walking = true });

        // Not before every process knows the change: whoever is deactivated until then is armed for the old time.
        ScheduleNextPage(TenantCache.MaxAge * 2);
    }

    /// <inheritdoc/>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (!_store.Current.Walking)
            await StopSchedulingAsync();
        else if (_timer is null)
            ScheduleNextPage(TimeSpan.Zero);
    }

    private void ScheduleNextPage(TimeSpan wait)
    {
        _timer?.Dispose();
        _timer = this.RegisterGrainTimer(
            ProcessPageAsync,
            new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan) { KeepAlive = true }
        );
    }

    private async Task ProcessPageAsync(CancellationToken ending)
    {
        try
        {
            RetentionState at = _store.Current;
            IReadOnlyList<string> page = await users.ListInactiveUsersAsync(
                Tenant,
                at.After,
                PageSize,
                ending
            );
            foreach (string[] some in page.Chunk(Parallelism))
                await Task.WhenAll(
                        some.Select(id =>
                            GrainFactory
                                .GetGrain<IUserGrain>(new ResourceKey(Tenant, id).ToString())
                                .RescheduleDeletion()
                        )
                    )
                    .WaitAsync(ending);
            if (page.Count == PageSize)
            {
                await WriteProgressAsync(
                    at with
                    {
                        After = page[^1],
                        Count = at.Count + page.Count,
                    }
                );
                ScheduleNextPage(TimeSpan.Zero);
                return;
            }

            await WriteProgressAsync(new RetentionState());
            await StopSchedulingAsync();
            Log.DeletionsRescheduled(logger, Tenant, at.Count + page.Count);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The silo stops. The reminder goes on elsewhere.
        }
        catch (Exception e)
        {
            // The reminder goes on from the last page that was noted.
            Log.DeletionRescheduleFailed(logger, e.GetType().Name, Tenant);
            _timer?.Dispose();
            _timer = null;
        }
    }

    private async Task StopSchedulingAsync()
    {
        _timer?.Dispose();
        _timer = null;
        if (await this.GetReminder(Reminder) is { } reminder)
            await this.UnregisterReminder(reminder);
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

/// <summary>How far a walk has come. Stored: names are a contract with what was written before.</summary>
public sealed record RetentionState
{
    /// <summary>Whether there is a walk to finish.</summary>
    [JsonPropertyName("walking")]
    public bool Walking { get; init; }

    /// <summary>The last user who was looked at, or the empty text.</summary>
    [JsonPropertyName("after")]
    public string After { get; init; } = "";

    /// <summary>How many were looked at.</summary>
    [JsonPropertyName("count")]
    public long Count { get; init; }
}
