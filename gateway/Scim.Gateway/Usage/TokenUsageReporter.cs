using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Usage;

/// <summary>
/// Tells tenants once a minute, and at shutdown, when their tokens were last used. What cannot be told is dropped: the next use says it again, and
/// nothing but a display depends on it.
/// </summary>
internal sealed class TokenUsageReporter(TokenUsage usage, IGrainFactory grains, TimeProvider time, ILogger<TokenUsageReporter> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Report(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Report(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // Stopping: StopAsync makes the last report.
        }
    }

    private async Task Report(CancellationToken cancellationToken)
    {
        foreach ((string tenant, Dictionary<string, DateTimeOffset> lastUse) in usage.Take())
        {
            try
            {
                await grains.GetGrain<ITenantGrain>(ResourceKey.ForTenant(tenant).ToString()).TokensUsed(lastUse).WaitAsync(cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.NotReported(logger, tenant, lastUse.Count, e.GetType().Name);
            }
        }
    }
}
