using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Scim.Gateway.Configuration;
using Scim.Gateway.RateLimiting;
using Scim.Gateway.Telemetry;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Tests.RateLimiting;

/// <summary>
/// Tests that tenants are limited individually, by rate and by concurrency, and evicted when they are idle.
/// </summary>
public sealed class TenantRateLimiterTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly TenantRateLimiter _limits;

    public TenantRateLimiterTests()
    {
        IOptions<GatewayOptions> options = Options.Create(
            new GatewayOptions
            {
                RateLimit = new RateLimitOptions
                {
                    RequestsPerSecond = 10,
                    Burst = 4,
                    Concurrency = 2,
                    Queue = 1,
                },
            }
        );
        _limits = new TenantRateLimiter(options, new TenantLabels(options), _time);
    }

    public void Dispose() => _limits.Dispose();

    [Fact]
    public async Task AcquireLease_OverTheRate_IsRejectedUntilRefilled()
    {
        for (int i = 0; i < 4; i++)
            (await EnterTenantAsync("acme")).Dispose();
        TenantRateLimitLease refused = await EnterTenantAsync("acme");
        Assert.Equal(ScimErrorKind.TooManyRequests, refused.Refusal!.Value.Error!.Kind);
        Assert.Contains("10 requests per second", refused.Refusal.Value.Error.Detail, StringComparison.Ordinal);
        Assert.Equal(1, refused.Refusal.Value.RetryAfter);

        (await EnterTenantAsync("other")).Dispose();
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Null((await EnterTenantAsync("acme")).Refusal);
    }

    [Fact]
    public async Task AcquireLease_WithTenantRate_OverridesTheDefault()
    {
        for (int i = 0; i < 40; i++)
        {
            using TenantRateLimitLease lease = await EnterTenantAsync("acme", rate: 100);
            Assert.Null(lease.Refusal);
        }

        TenantRateLimitLease refused = await EnterTenantAsync("acme", rate: 100);
        Assert.Contains("100 requests per second", refused.Refusal!.Value.Error!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AcquireLease_WhileAllPermitsAreTaken_QueuesAndRejectsOverflow()
    {
        TenantRateLimitLease first = await EnterTenantAsync("acme"),
            second = await EnterTenantAsync("acme");
        Task<TenantRateLimitLease> third = EnterTenantAsync("acme").AsTask();
        Assert.False(third.IsCompleted);

        TenantRateLimitLease fourth = await EnterTenantAsync("acme");
        Assert.Contains("2 concurrent and 1 waiting", fourth.Refusal!.Value.Error!.Detail, StringComparison.Ordinal);
        Assert.Null((await EnterTenantAsync("other")).Refusal);

        first.Dispose();
        Assert.Null((await third).Refusal);
        second.Dispose();
    }

    [Theory]
    [InlineData(0, 16)]
    [InlineData(1, 8)]
    [InlineData(2, 4)]
    [InlineData(3, 4)]
    [InlineData(4, 3)]
    [InlineData(40, 3)]
    public async Task AcquireLease_WhileOtherTenantsAreActive_HasFewerPermits(int others, int places)
    {
        IOptions<GatewayOptions> options = Options.Create(
            new GatewayOptions
            {
                RateLimit = new RateLimitOptions
                {
                    RequestsPerSecond = 1000,
                    Burst = 1000,
                    Concurrency = 16,
                    FairConcurrency = 3,
                    Queue = 1,
                },
            }
        );
        using TenantRateLimiter limits = new(options, new TenantLabels(options), _time);
        CancellationToken end = TestContext.Current.CancellationToken;
        for (int i = 0; i < others; i++)
            (await limits.AcquireLeaseAsync(CreateTenant($"other{i}", null), end)).Dispose();
        (await limits.AcquireLeaseAsync(CreateTenant("acme", null), end)).Dispose();
        _time.Advance(FairShare.RecountInterval);
        Assert.Equal(places, CountAvailablePermits());

        // The other tenants are no longer active.
        _time.Advance(FairShare.ActivityWindow - FairShare.RecountInterval);
        Assert.Equal(16, CountAvailablePermits());

        int CountAvailablePermits()
        {
            List<Task<TenantRateLimitLease>> leases = [];
            do leases.Add(limits.AcquireLeaseAsync(CreateTenant("acme", null), end).AsTask());
            while (leases[^1].IsCompleted);
            foreach (Task<TenantRateLimitLease> lease in leases)
                lease.GetAwaiter().GetResult().Dispose();
            return leases.Count - 1;
        }
    }

    [Fact]
    public async Task AcquireLease_Cancelled_ReleasesItsQueueSlot()
    {
        TenantRateLimitLease first = await EnterTenantAsync("acme");
        await EnterTenantAsync("acme");
        using CancellationTokenSource cancelled = new();
        Task<TenantRateLimitLease> waiting = _limits
            .AcquireLeaseAsync(CreateTenant("acme", null), cancelled.Token)
            .AsTask();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        Task<TenantRateLimitLease> next = EnterTenantAsync("acme").AsTask();
        first.Dispose();
        Assert.Null((await next).Refusal);
    }

    [Fact]
    public async Task ChargeRequests_OfBulkRequest_DelaysFollowingRequests()
    {
        (await EnterTenantAsync("acme")).Dispose();
        _limits.ChargeRequests(CreateTenant("acme", null), 100);
        Assert.NotNull((await EnterTenantAsync("acme")).Refusal);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Null((await EnterTenantAsync("acme")).Refusal);
    }

    [Fact]
    public async Task Time_WithoutRequests_EvictsTheTenant()
    {
        (await EnterTenantAsync("quiet")).Dispose();
        TenantRateLimitLease busy = await EnterTenantAsync("busy");
        Assert.Equal(2, _limits.TrackedTenantCount);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, _limits.TrackedTenantCount);
        busy.Dispose();
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, _limits.TrackedTenantCount);
    }

    private ValueTask<TenantRateLimitLease> EnterTenantAsync(string tenant, int? rate = null) =>
        _limits.AcquireLeaseAsync(CreateTenant(tenant, rate), TestContext.Current.CancellationToken);

    private static TenantSnapshot CreateTenant(string id, int? rate) =>
        new()
        {
            Tenant = id,
            Version = 1,
            Settings = new TenantSettings { RateLimit = new RateLimitSettings { RequestsPerSecond = rate } },
            Credentials = [],
        };
}
