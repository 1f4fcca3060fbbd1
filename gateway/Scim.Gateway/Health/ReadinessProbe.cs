using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Health;

/// <summary>
/// Knows whether requests can be served: a grain answers, and the database behind it. Asked at most once a second whatever the number of probes, since
/// anybody may probe.
/// </summary>
internal sealed class ReadinessProbe(IGrainFactory grains, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ReadinessProbe> logger)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private Task<bool>? _last;
    private long _asked;
    private bool _wasReady = true;

    /// <summary>Whether requests can be served; false from the moment on that the process was told to stop, so that no new ones are sent here.</summary>
    public Task<bool> IsReady()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return Task.FromResult(false);
        lock (_lock)
        {
            if (_last is not null && time.GetElapsedTime(_asked) < Freshness) return _last;
            _asked = time.GetTimestamp();
            return _last = Ask();
        }
    }

    private async Task<bool> Ask()
    {
        try
        {
            await grains.GetGrain<ITenantCatalogGrain>(0).List("", 1).WaitAsync(Patience, time);
            _wasReady = true;
        }
        catch (Exception e)
        {
            if (_wasReady) Log.NotReady(logger, e.GetType().Name);
            _wasReady = false;
        }

        return _wasReady;
    }
}
