using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Scim.Gateway.Routing;
using Scim.Gateway.Telemetry;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Limits;

/// <summary>
/// Keeps one tenant from taking what others need: so many requests a second, and so many at a time, fewer when others are at work (<see cref="FairShare"/>). Tenants that
/// are quiet are forgotten, so memory follows the tenants of the last minute. Thread-safe.
/// </summary>
internal sealed class TenantLimits : IDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, TenantLimiter> _tenants = new(StringComparer.Ordinal);
    private readonly RateLimitOptions _options;
    private readonly TenantLabels _labels;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep, _census;
    private int _share;

    public TenantLimits(IOptions<GatewayOptions> options, TenantLabels labels, TimeProvider time)
    {
        (_options, _labels, _time) = (options.Value.RateLimit, labels, time);
        _sweep = time.CreateTimer(static self => ((TenantLimits)self!).Sweep(), this, SweepInterval, SweepInterval);
        _census = time.CreateTimer(static self => ((TenantLimits)self!).Count(), this, FairShare.Interval, FairShare.Interval);
    }

    /// <summary>The tenants that are remembered.</summary>
    public int Remembered => _tenants.Count;

    /// <summary>Lets a request of a tenant in, after it has waited for its turn.</summary>
    /// <param name="tenant">The tenant, which the request's credential belongs to.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async ValueTask<TenantPass> Enter(TenantSnapshot tenant, CancellationToken cancellationToken)
    {
        TenantLimiter limiter = Of(tenant);
        limiter.Seen();
        var allowance = Allowance.Of(_options, tenant.Settings.RateLimit);
        TokenBucket.Level level = limiter.Bucket.Take(allowance);
        if (!level.Taken) return new TenantPass(limiter.Label, null, allowance, 0, TooMany.Requests(allowance, level.Wait));
        int share = Volatile.Read(ref _share);
        RateLimitLease lease = await limiter.Gate(share).AcquireAsync(1, cancellationToken);
        if (lease.IsAcquired) return new TenantPass(limiter.Label, lease, allowance, level.Remaining, null);
        lease.Dispose();
        return new TenantPass(limiter.Label, null, allowance, level.Remaining, TooMany.AtOnce(FairShare.Places(_options, share), _options.Queue));
    }

    /// <summary>Counts further work of a request that is in already; what exceeds the allowance delays the tenant's next requests.</summary>
    public void Charge(TenantSnapshot tenant, int count)
    {
        if (count > 0) Of(tenant).Bucket.Take(Allowance.Of(_options, tenant.Settings.RateLimit), count);
    }

    /// <summary>Counts a request that needs no turn.</summary>
    /// <returns>The answer where the limit is passed, or null.</returns>
    public Answer? Spend(TenantSnapshot tenant)
    {
        var allowance = Allowance.Of(_options, tenant.Settings.RateLimit);
        return Of(tenant).Bucket.Take(allowance) is { Taken: false } level ? TooMany.Requests(allowance, level.Wait) : (Answer?)null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sweep.Dispose();
        _census.Dispose();
    }

    private TenantLimiter Of(TenantSnapshot tenant) =>
        _tenants.TryGetValue(tenant.Tenant, out TenantLimiter? limiter)
            ? limiter
            : _tenants.GetOrAdd(tenant.Tenant, static (id, self) => new TenantLimiter(self._labels.Of(id), self._options, self._time), this);

    private void Count()
    {
        int atWork = 0;
        foreach (KeyValuePair<string, TenantLimiter> tenant in _tenants)
        {
            if (tenant.Value.IsAtWork) atWork++;
        }

        Volatile.Write(ref _share, FairShare.Of(atWork));
    }

    // A request between the question and the removal keeps its limiter, which is as good as new.
    private void Sweep()
    {
        foreach ((string tenant, TenantLimiter limiter) in _tenants)
        {
            if (limiter.IsIdle) _tenants.TryRemove(tenant, out _);
        }
    }
}
