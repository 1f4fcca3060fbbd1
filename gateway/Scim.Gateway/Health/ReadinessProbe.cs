using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Health;

/// <summary>Checks whether requests can be served, by a grain call that reads from the database.</summary>
/// <remarks>
/// The result is cached for one second whatever the number of requests, because the endpoint requires no
/// authentication.
/// </remarks>
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
    /// Returns whether requests can be served. False as soon as the process was asked to stop, so that load balancers
    /// stop sending requests.
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
            await grains.GetGrain<ITenantCatalogGrain>(0).ListTenants("", 1).WaitAsync(CheckTimeout, time);
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
