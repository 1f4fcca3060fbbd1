using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Scim.Gateway.Configuration;
using Scim.Gateway.Http;
using Scim.Gateway.Telemetry;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.RateLimiting;

/// <summary>
/// Limits the requests of each tenant, by rate and by concurrency, so that no tenant takes the capacity that others
/// need. The concurrency depends on the number of active tenants (<see cref="FairShare"/>). Thread-safe.
/// </summary>
/// <remarks>Idle tenants are removed, so memory depends on the number of tenants in the last minute.</remarks>
internal sealed class TenantRateLimiter : IDisposable
{
    private static readonly TimeSpan CleanupInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, TenantRateLimitState> _tenants = new(StringComparer.Ordinal);
    private readonly RateLimitOptions _options;
    private readonly TenantLabels _labels;
    private readonly TimeProvider _time;
    private readonly ITimer _cleanupTimer,
        _recountTimer;
    private int _shareLevel;

    public TenantRateLimiter(IOptions<GatewayOptions> options, TenantLabels labels, TimeProvider time)
    {
        (_options, _labels, _time) = (options.Value.RateLimit, labels, time);
        _cleanupTimer = time.CreateTimer(
            static self => ((TenantRateLimiter)self!).RemoveIdleTenants(),
            this,
            CleanupInterval,
            CleanupInterval
        );
        _recountTimer = time.CreateTimer(
            static self => ((TenantRateLimiter)self!).CountActiveTenants(),
            this,
            FairShare.RecountInterval,
            FairShare.RecountInterval
        );
    }

    /// <summary>The number of tenants that have a state.</summary>
    public int TrackedTenantCount => _tenants.Count;

    /// <summary>Waits until a request of a tenant may be processed.</summary>
    /// <param name="tenant">The tenant of the request's credential.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The permit, which contains a 429 response if a limit is exceeded.</returns>
    public async ValueTask<TenantRateLimitLease> AcquireLeaseAsync(
        TenantSnapshot tenant,
        CancellationToken cancellationToken
    )
    {
        TenantRateLimitState limiter = GetTenantState(tenant);
        limiter.RecordRequest();
        var limit = RateLimit.FromSettings(_options, tenant.Settings.RateLimit);
        TokenBucket.TakeResult level = limiter.Bucket.TakeTokens(limit);
        if (!level.IsTaken)
            return new TenantRateLimitLease(
                limiter.Label,
                null,
                limit,
                0,
                RateLimitResponses.CreateRateExceeded(limit, level.RetryAfter)
            );
        int share = Volatile.Read(ref _shareLevel);
        RateLimitLease lease = await limiter.GetConcurrencyLimiter(share).AcquireAsync(1, cancellationToken);
        if (lease.IsAcquired)
            return new TenantRateLimitLease(limiter.Label, lease, limit, level.Remaining, null);
        lease.Dispose();
        return new TenantRateLimitLease(
            limiter.Label,
            null,
            limit,
            level.Remaining,
            RateLimitResponses.CreateConcurrencyExceeded(FairShare.GetConcurrency(_options, share), _options.Queue)
        );
    }

    /// <summary>
    /// Charges further requests to a request that was already admitted, such as the operations of a bulk request.
    /// Requests over the limit delay the next requests of the tenant.
    /// </summary>
    public void ChargeRequests(TenantSnapshot tenant, int count)
    {
        if (count > 0)
            GetTenantState(tenant)
                .Bucket.TakeTokens(RateLimit.FromSettings(_options, tenant.Settings.RateLimit), count);
    }

    /// <summary>Counts a request that is not limited in concurrency.</summary>
    /// <returns>A 429 response if the rate is exceeded, otherwise null.</returns>
    public ApiResponse? ConsumeRequest(TenantSnapshot tenant)
    {
        var limit = RateLimit.FromSettings(_options, tenant.Settings.RateLimit);
        return GetTenantState(tenant).Bucket.TakeTokens(limit) is { IsTaken: false } level
            ? RateLimitResponses.CreateRateExceeded(limit, level.RetryAfter)
            : (ApiResponse?)null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cleanupTimer.Dispose();
        _recountTimer.Dispose();
    }

    private TenantRateLimitState GetTenantState(TenantSnapshot tenant) =>
        _tenants.TryGetValue(tenant.Tenant, out TenantRateLimitState? limiter)
            ? limiter
            : _tenants.GetOrAdd(
                tenant.Tenant,
                static (id, self) => new TenantRateLimitState(self._labels.GetLabel(id), self._options, self._time),
                this
            );

    private void CountActiveTenants()
    {
        int activeCount = 0;
        foreach (KeyValuePair<string, TenantRateLimitState> tenant in _tenants)
        {
            if (tenant.Value.IsActive)
                activeCount++;
        }

        Volatile.Write(ref _shareLevel, FairShare.GetLevel(activeCount));
    }

    // A request between the check and the removal keeps its state, which equals a new one.
    private void RemoveIdleTenants()
    {
        foreach ((string tenant, TenantRateLimitState limiter) in _tenants)
        {
            if (limiter.IsIdle)
                _tenants.TryRemove(tenant, out _);
        }
    }
}
