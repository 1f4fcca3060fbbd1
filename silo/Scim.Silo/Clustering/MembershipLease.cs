using Orleans.Runtime;

namespace Scim.Silo.Clustering;

/// <summary>
/// This silo's right to answer: it read in the membership table, a moment ago, that the cluster counts it as alive. A silo that was paused, or cut off, for longer than the others
/// take to give it up may hold grains that live elsewhere by now; what it remembers of them is old. Without a fresh lease it answers nothing until it has looked, and when it
/// finds itself declared dead it ends, as Orleans itself would a little later. Writes are safe without this: they fail at the stored version.
/// </summary>
/// <remarks>
/// <see cref="Duration"/> must be shorter than the quickest death that the cluster declares (probe timeout times missed probes). See "Failure detection" in Orleans'
/// documentation of cluster membership.
/// </remarks>
internal sealed class MembershipLease(IMembershipTable table, ILocalSiloDetails silo, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<MembershipLease> logger) : BackgroundService
{
    private long _confirmed;
    private bool _held;

    /// <summary>How long a look at the table is good for.</summary>
    public static TimeSpan Duration { get; } = TimeSpan.FromSeconds(4);

    /// <summary>How often the table is looked at: one small read.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether this silo may answer. Cheap: called for every grain call.</summary>
    public bool Holds => !Volatile.Read(ref _held) || time.GetElapsedTime(Volatile.Read(ref _confirmed)) < Duration;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Renew(stoppingToken);
                await timer.WaitForNextTickAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The table cannot be read: the lease runs out by itself, and comes back with the table.
                Log.NotRenewed(logger, e.GetType().Name);
                await Task.Delay(Interval, time, CancellationToken.None);
            }
        }
    }

    private async Task Renew(CancellationToken cancellationToken)
    {
        long asked = time.GetTimestamp();
        MembershipTableData row = await table.ReadRowAsync(silo.SiloAddress, cancellationToken);
        switch (row.Members.Select(m => m.Item1.Status).DefaultIfEmpty(SiloStatus.None).Single())
        {
            case SiloStatus.Active:
                Volatile.Write(ref _confirmed, asked);
                Volatile.Write(ref _held, true);
                break;
            case SiloStatus.Dead:
                Log.DeclaredDead(logger, silo.SiloAddress.ToString());
                Environment.ExitCode = 1;
                lifetime.StopApplication();
                break;
            default:
                // Joining or leaving: Orleans itself keeps requests away.
                break;
        }
    }
}
