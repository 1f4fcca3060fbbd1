using Orleans.Runtime;
using Scim.Grains.Caching;
using Scim.Grains.Hosting;

namespace Scim.Silo.Clustering;

/// <summary>
/// This silo's right to answer: it read in the membership table, a moment ago, that the cluster counts it as alive. A
/// silo that was paused, or cut off, for longer than the others take to give it up may hold grains that live elsewhere
/// by now, and what it remembers of them is old. Without a fresh lease it looks before it answers, and when it finds
/// itself declared dead it ends, as Orleans itself would a little later. Writes are safe without this: they fail at the
/// stored version.
/// </summary>
/// <remarks>
/// <see cref="Duration"/> must be shorter than the quickest death that the cluster declares (probe timeout times missed
/// probes; see "Failure detection" in Orleans' documentation of cluster membership).
/// </remarks>
internal sealed class MembershipLease(
    IMembershipTable table,
    ILocalSiloDetails silo,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<MembershipLease> logger
) : BackgroundService, ISiloLiveness
{
    private readonly Lock _lock = new();
    private Task _renewal = Task.CompletedTask;
    private long _confirmedAt;
    private bool _hasJoined;
    private bool _isRevoked;

    /// <summary>How long a look at the table is good for.</summary>
    public static TimeSpan Duration { get; } = TimeSpan.FromSeconds(4);

    /// <summary>How often the table is looked at, so that requests need not: one small read.</summary>
    public static TimeSpan RenewalInterval { get; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether this silo may answer without looking. Cheap: called for every grain call. True before it has joined:
    /// Orleans keeps requests away until then.
    /// </summary>
    public bool CanServe =>
        !Volatile.Read(ref _hasJoined)
        || (
            !Volatile.Read(ref _isRevoked)
            && time.GetElapsedTime(Volatile.Read(ref _confirmedAt)) < Duration
        );

    /// <summary>
    /// Looks at the table; whoever asks meanwhile shares the look. Never throws: <see cref="CanServe"/> tells what came
    /// of it.
    /// </summary>
    public Task RenewLeaseAsync()
    {
        lock (_lock)
        {
            return _renewal.IsCompleted ? _renewal = ReadMembershipRowAsync() : _renewal;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RenewalInterval, time);
        try
        {
            do
            {
                await RenewLeaseAsync();
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    private async Task ReadMembershipRowAsync()
    {
        long asked = time.GetTimestamp();
        try
        {
            MembershipTableData row = await table.ReadRowAsync(
                silo.SiloAddress,
                lifetime.ApplicationStopped
            );
            switch (row.Members.Select(m => m.Item1.Status).SingleOrDefault())
            {
                case SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping:
                    Volatile.Write(ref _confirmedAt, asked);
                    Volatile.Write(ref _hasJoined, true);
                    break;
                case SiloStatus.Dead:
                    // Others may have its grains already: nothing more is answered, whatever is left of the lease.
                    Volatile.Write(ref _isRevoked, true);
                    Volatile.Write(ref _hasJoined, true);
                    if (lifetime.ApplicationStopping.IsCancellationRequested)
                        break;
                    Log.SiloDeclaredDead(logger, silo.SiloAddress.ToString());
                    Environment.ExitCode = 1;
                    lifetime.StopApplication();
                    break;
                default:
                    // Not joined yet, or gone in order.
                    break;
            }
        }
        catch (Exception e)
        {
            // The table cannot be read: the lease runs out by itself, and comes back with the table.
            if (!lifetime.ApplicationStopping.IsCancellationRequested)
                Log.MembershipLeaseRenewalFailed(logger, e.GetType().Name);
        }
    }
}
