using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Scim.Gateway.Health;
using Scim.Gateway.Tests.Endpoints;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Tests;

/// <summary>Tests that readiness requires a response of a grain and its database.</summary>
public sealed class ReadinessProbeTests : IDisposable
{
    private readonly FakeGrainFactory _grains = new() { OnCall = _ => Array.Empty<TenantInfo>() };
    private readonly FakeTimeProvider _time = new();
    private readonly FakeApplicationLifetime _lifetime = new();
    private readonly ReadinessProbe _probe;

    public ReadinessProbeTests() =>
        _probe = new(_grains.Factory, _lifetime, _time, NullLogger<ReadinessProbe>.Instance);

    [Fact]
    public async Task IsReady_WhenGrainsAnswer_IsTrueAndCachedForASecond()
    {
        Assert.True(await _probe.IsReadyAsync());
        Assert.True(await _probe.IsReadyAsync());
        Assert.Single(_grains.Calls);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await _probe.IsReadyAsync());
        Assert.Equal(2, _grains.Calls.Count);
    }

    [Fact]
    public async Task IsReady_WhenGrainsFail_IsFalseUntilTheyRecover()
    {
        _grains.OnCall = _ => throw new InvalidOperationException("no database");
        Assert.False(await _probe.IsReadyAsync());
        _grains.OnCall = _ => Array.Empty<TenantInfo>();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await _probe.IsReadyAsync());
    }

    [Fact]
    public async Task IsReady_WhenGrainsDoNotAnswer_IsFalseAfterThreeSeconds()
    {
        var silence = new TaskCompletionSource();
        _grains.OnCall = _ => silence.Task;
        Task<bool> ready = _probe.IsReadyAsync();
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.False(await ready);
        silence.SetResult();
    }

    [Fact]
    public async Task IsReady_WhenStopping_IsFalseAtOnce()
    {
        Assert.True(await _probe.IsReadyAsync());
        _lifetime.StopApplication();
        Assert.False(await _probe.IsReadyAsync());
    }

    public void Dispose() => _lifetime.Dispose();

    private sealed class FakeApplicationLifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;
        public CancellationToken ApplicationStopping => _stopping.Token;
        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
