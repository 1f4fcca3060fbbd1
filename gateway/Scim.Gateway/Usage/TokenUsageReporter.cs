using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Usage;

/// <summary>
/// Tells tenants once a minute, and at shutdown, when their tokens were last used. What cannot be told is dropped: the
/// next use says it again, and nothing but a display depends on it.
/// </summary>
internal sealed class TokenUsageReporter(
    TokenUsageTracker usage,
    IGrainFactory grains,
    TimeProvider time,
    ILogger<TokenUsageReporter> logger
) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// The last report, before anything stops: whatever the order of registration, the silo is still there.
    /// </summary>
    public Task StoppingAsync(CancellationToken cancellationToken) =>
        ReportUsageAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await ReportUsageAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The end of the process.
        }
    }

    private async Task ReportUsageAsync(CancellationToken cancellationToken)
    {
        foreach ((string tenant, Dictionary<string, DateTimeOffset> lastUse) in usage.TakeChanges())
        {
            try
            {
                await grains
                    .GetGrain<ITenantGrain>(ResourceKey.ForTenant(tenant).ToString())
                    .RecordCredentialUse(lastUse)
                    .WaitAsync(cancellationToken);
            }
            catch (Exception e)
            {
                Log.UsageReportFailed(logger, lastUse.Count, tenant, e.GetType().Name);
                if (cancellationToken.IsCancellationRequested)
                    return;
            }
        }
    }
}
