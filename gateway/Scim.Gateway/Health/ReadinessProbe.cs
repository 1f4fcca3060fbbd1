using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Health;

/// <summary>
/// Knows whether requests can be served: a grain answers, and the database behind it. Asked at most once a second
/// whatever the number of probes, since anybody may probe.
/// </summary>
internal sealed class ReadinessProbe(
    IGrainFactory grains,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<ReadinessProbe> logger
)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private Task<bool>? _lastCheck;
    private long _checkedAt;
    private bool _wasReady = true;

    /// <summary>
    /// Whether requests can be served; false from the moment on that the process was told to stop, so that no new ones
    /// are sent here.
    /// </summary>
    public Task<bool> IsReadyAsync()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return Task.FromResult(false);
        lock (_lock)
        {
            if (_lastCheck is not null && time.GetElapsedTime(_checkedAt) < MaxAge)
                return _lastCheck;
            _checkedAt = time.GetTimestamp();
            return _lastCheck = CheckReadinessAsync();
        }
    }

    private async Task<bool> CheckReadinessAsync()
    {
        try
        {
            await grains
                .GetGrain<ITenantCatalogGrain>(0)
                .ListTenants("", 1)
                .WaitAsync(CheckTimeout, time);
            _wasReady = true;
        }
        catch (Exception e)
        {
            if (_wasReady)
                Log.ReadinessCheckFailed(logger, e.GetType().Name);
            _wasReady = false;
        }

        return _wasReady;
    }
}
