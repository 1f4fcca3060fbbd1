using Scim.Grains.Caching;

namespace Scim.Silo.Clustering;

/// <summary>
/// This silo's lease to serve requests: the silo recently read in the membership table that the cluster considers it
/// alive.
/// </summary>
/// <remarks>
/// <para>
/// A silo that was paused or disconnected for longer than the cluster's failure detection takes may hold grains that
/// are active on another silo by now, and its cached state may be outdated. Without a valid lease, the silo reads the
/// membership table before it serves a request. If it was declared dead, it stops the process, as Orleans would do a
/// little later. Writes are safe without the lease: they fail because of the stored version.
/// </para>
/// <para>
/// <see cref="Duration"/> must be shorter than the fastest failure detection of the cluster (probe timeout times the
/// number of missed probes; see "Failure detection" in Orleans' documentation of cluster membership).
/// </para>
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

    /// <summary>How long the lease is valid after a read of the table.</summary>
    public static TimeSpan Duration { get; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// How often the lease is renewed in the background, so that requests need not wait: one small read.
    /// </summary>
    public static TimeSpan RenewalInterval { get; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether the lease is valid. Cheap, because it is checked for every grain call. True before the silo has joined
    /// the cluster, because Orleans sends it no requests until then.
    /// </summary>
    public bool CanServe =>
        !Volatile.Read(ref _hasJoined)
        || (!Volatile.Read(ref _isRevoked) && time.GetElapsedTime(Volatile.Read(ref _confirmedAt)) < Duration);

    /// <summary>
    /// Renews the lease by reading the membership table. Concurrent callers share one read. Never throws:
    /// <see cref="CanServe"/> tells the result.
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
            // The process is stopping.
        }
    }

    private async Task ReadMembershipRowAsync()
    {
        long readAt = time.GetTimestamp();
        try
        {
            MembershipTableData row = await table.ReadRowAsync(silo.SiloAddress, lifetime.ApplicationStopped);
            switch (row.Members.Select(m => m.Item1.Status).SingleOrDefault())
            {
                case SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping:
                    Volatile.Write(ref _confirmedAt, readAt);
                    Volatile.Write(ref _hasJoined, true);
                    break;
                case SiloStatus.Dead:
                    // Other silos may have its grains already, so it stops serving even if the lease has not expired.
                    Volatile.Write(ref _isRevoked, true);
                    Volatile.Write(ref _hasJoined, true);
                    if (lifetime.ApplicationStopping.IsCancellationRequested)
                        break;
                    Log.SiloDeclaredDead(logger, silo.SiloAddress.ToString());
                    Environment.ExitCode = 1;
                    lifetime.StopApplication();
                    break;
                default:
                    // The silo has not joined yet, or has left the cluster gracefully.
                    break;
            }
        }
        catch (Exception e)
        {
            // The lease expires unless a later read succeeds.
            if (!lifetime.ApplicationStopping.IsCancellationRequested)
                Log.MembershipLeaseRenewalFailed(logger, e.GetType().Name);
        }
    }
}
