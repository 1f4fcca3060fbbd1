using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Scim.Gateway.Configuration;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using Scim.Gateway.Telemetry;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.RateLimiting;

/// <summary>
/// Keeps one tenant from taking what others need: so many requests a second, and so many at a time, fewer when others
/// are at work (<see cref="FairShare"/>). Tenants that are quiet are forgotten, so memory follows the tenants of the
/// last minute. Thread-safe.
/// </summary>
internal sealed class TenantRateLimiter : IDisposable
{
    private static readonly TimeSpan CleanupInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, TenantRateLimitState> _tenants = new(
        StringComparer.Ordinal
    );
    private readonly RateLimitOptions _options;
    private readonly TenantLabels _labels;
    private readonly TimeProvider _time;
    private readonly ITimer _cleanupTimer,
        _recountTimer;
    private int _shareLevel;

    public TenantRateLimiter(
        IOptions<GatewayOptions> options,
        TenantLabels labels,
        TimeProvider time
    )
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

    /// <summary>The tenants that are remembered.</summary>
    public int TrackedTenantCount => _tenants.Count;

    /// <summary>Lets a request of a tenant in, after it has waited for its turn.</summary>
    /// <param name="tenant">The tenant, which the request's credential belongs to.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async ValueTask<TenantRateLimitLease> AcquireLeaseAsync(
        TenantSnapshot tenant,
        CancellationToken cancellationToken
    )
    {
        TenantRateLimitState limiter = GetTenantState(tenant);
        limiter.RecordRequest();
        var allowance = RateLimit.FromSettings(_options, tenant.Settings.RateLimit);
        TokenBucket.TakeResult level = limiter.Bucket.TakeTokens(allowance);
        if (!level.IsTaken)
            return new TenantRateLimitLease(
                limiter.Label,
                null,
                allowance,
                0,
                RateLimitResponses.CreateRateExceeded(allowance, level.RetryAfter)
            );
        int share = Volatile.Read(ref _shareLevel);
        RateLimitLease lease = await limiter
            .GetConcurrencyLimiter(share)
            .AcquireAsync(1, cancellationToken);
        if (lease.IsAcquired)
            return new TenantRateLimitLease(limiter.Label, lease, allowance, level.Remaining, null);
        lease.Dispose();
        return new TenantRateLimitLease(
            limiter.Label,
            null,
            allowance,
            level.Remaining,
            RateLimitResponses.CreateConcurrencyExceeded(
                FairShare.GetConcurrency(_options, share),
                _options.Queue
            )
        );
    }

    /// <summary>
    /// Counts further work of a request that is in already; what exceeds the allowance delays the tenant's next
    /// requests.
    /// </summary>
    public void ChargeRequests(TenantSnapshot tenant, int count)
    {
        if (count > 0)
            GetTenantState(tenant)
                .Bucket.TakeTokens(
                    RateLimit.FromSettings(_options, tenant.Settings.RateLimit),
                    count
                );
    }

    /// <summary>Counts a request that needs no turn.</summary>
    /// <returns>The answer where the limit is passed, or null.</returns>
    public ApiResponse? ConsumeRequest(TenantSnapshot tenant)
    {
        var allowance = RateLimit.FromSettings(_options, tenant.Settings.RateLimit);
        return GetTenantState(tenant).Bucket.TakeTokens(allowance) is { IsTaken: false } level
            ? RateLimitResponses.CreateRateExceeded(allowance, level.RetryAfter)
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
                static (id, self) =>
                    new TenantRateLimitState(self._labels.GetLabel(id), self._options, self._time),
                this
            );

    private void CountActiveTenants()
    {
        int atWork = 0;
        foreach (KeyValuePair<string, TenantRateLimitState> tenant in _tenants)
        {
            if (tenant.Value.IsActive)
                atWork++;
        }

        Volatile.Write(ref _shareLevel, FairShare.GetLevel(atWork));
    }

    // A request between the question and the removal keeps its limiter, which is as good as new.
    private void RemoveIdleTenants()
    {
        foreach ((string tenant, TenantRateLimitState limiter) in _tenants)
        {
            if (limiter.IsIdle)
                _tenants.TryRemove(tenant, out _);
        }
    }
}
