using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Scim.Gateway.Limits;
using Scim.Gateway.Telemetry;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Tests.Limits;

/// <summary>Tenants are limited one by one, by rate and by requests at a time, and forgotten when they are quiet.</summary>
public sealed class TenantLimitsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly TenantLimits _limits;

    public TenantLimitsTests()
    {
        IOptions<GatewayOptions> options = Options.Create(
            new GatewayOptions { RateLimit = new RateLimitOptions { RequestsPerSecond = 10, Burst = 4, Concurrency = 2, Queue = 1 } });
        _limits = new TenantLimits(options, new TenantLabels(options), _time);
    }

    public void Dispose() => _limits.Dispose();

    [Fact]
    public async Task Enter_OverTheRate_IsRefusedUntilTimeHasPassed()
    {
        for (int i = 0; i < 4; i++) (await Enter("acme")).Dispose();
        TenantPass refused = await Enter("acme");
        Assert.Equal(ScimErrorKind.TooManyRequests, refused.Refusal!.Value.Error!.Kind);
        Assert.Contains("10 requests a second", refused.Refusal.Value.Error.Detail, StringComparison.Ordinal);
        Assert.Equal(1, refused.Refusal.Value.RetryAfter);

        (await Enter("other")).Dispose();
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Null((await Enter("acme")).Refusal);
    }

    [Fact]
    public async Task Enter_ByTheTenantsOwnRate_TakesItsPlace()
    {
        for (int i = 0; i < 40; i++)
        {
            using TenantPass pass = await Enter("acme", rate: 100);
            Assert.Null(pass.Refusal);
        }

        TenantPass refused = await Enter("acme", rate: 100);
        Assert.Contains("100 requests a second", refused.Refusal!.Value.Error!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enter_WhileAllPlacesAreTaken_WaitsForOneAndRefusesWhatCannotWait()
    {
        TenantPass first = await Enter("acme"), second = await Enter("acme");
        Task<TenantPass> third = Enter("acme").AsTask();
        Assert.False(third.IsCompleted);

        TenantPass fourth = await Enter("acme");
        Assert.Contains("2 requests at work and 1 waiting", fourth.Refusal!.Value.Error!.Detail, StringComparison.Ordinal);
        Assert.Null((await Enter("other")).Refusal);

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
    public async Task Enter_WhileOthersAreAtWork_HasFewerPlaces(int others, int places)
    {
        IOptions<GatewayOptions> options = Options.Create(
            new GatewayOptions { RateLimit = new RateLimitOptions { RequestsPerSecond = 1000, Burst = 1000, Concurrency = 16, FairConcurrency = 3, Queue = 1 } });
        using TenantLimits limits = new(options, new TenantLabels(options), _time);
        CancellationToken end = TestContext.Current.CancellationToken;
        for (int i = 0; i < others; i++) (await limits.Enter(Tenant($"other{i}", null), end)).Dispose();
        (await limits.Enter(Tenant("acme", null), end)).Dispose();
        _time.Advance(FairShare.Interval);
        Assert.Equal(places, Places());

        // The others have gone.
        _time.Advance(FairShare.Memory - FairShare.Interval);
        Assert.Equal(16, Places());

        int Places()
        {
            List<Task<TenantPass>> passes = [];
            do passes.Add(limits.Enter(Tenant("acme", null), end).AsTask());
            while (passes[^1].IsCompleted);
            foreach (Task<TenantPass> pass in passes) pass.GetAwaiter().GetResult().Dispose();
            return passes.Count - 1;
        }
    }

    [Fact]
    public async Task Enter_OfAClientThatGoesAway_GivesItsPlaceInTheQueueBack()
    {
        TenantPass first = await Enter("acme");
        await Enter("acme");
        using CancellationTokenSource gone = new();
        Task<TenantPass> waiting = _limits.Enter(Tenant("acme", null), gone.Token).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        Task<TenantPass> next = Enter("acme").AsTask();
        first.Dispose();
        Assert.Null((await next).Refusal);
    }

    [Fact]
    public async Task Charge_OfABulk_DelaysWhatFollows()
    {
        (await Enter("acme")).Dispose();
        _limits.Charge(Tenant("acme", null), 100);
        Assert.NotNull((await Enter("acme")).Refusal);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Null((await Enter("acme")).Refusal);
    }

    [Fact]
    public async Task Time_WithoutRequests_ForgetsTheTenant()
    {
        (await Enter("quiet")).Dispose();
        TenantPass busy = await Enter("busy");
        Assert.Equal(2, _limits.Remembered);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, _limits.Remembered);
        busy.Dispose();
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, _limits.Remembered);
    }

    private ValueTask<TenantPass> Enter(string tenant, int? rate = null) => _limits.Enter(Tenant(tenant, rate), TestContext.Current.CancellationToken);

    private static TenantSnapshot Tenant(string id, int? rate) => new()
    {
        Tenant = id,
        Version = 1,
        Settings = new TenantSettings { RateLimit = new RateLimitSettings { RequestsPerSecond = rate } },
        Credentials = [],
    };
}
