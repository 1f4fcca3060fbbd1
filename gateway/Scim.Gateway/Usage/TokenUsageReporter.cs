using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Usage;

/// <summary>Reports the last use of tokens to their tenants, once a minute and at shutdown.</summary>
/// <remarks>
/// Failed reports are not repeated: the next use is reported again, and the information is only displayed.
/// </remarks>
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
    /// Sends the last report before any service stops, so that the silo is still available whatever the order of
    /// registration.
    /// </summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => ReportUsageAsync(cancellationToken);

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
            // The process is stopping.
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
