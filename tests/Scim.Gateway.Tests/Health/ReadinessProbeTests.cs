using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Scim.Gateway.Health;
using Scim.Gateway.Tests.Endpoints;
using Scim.GrainInterfaces.Tenants;

namespace Scim.Gateway.Tests.Health;

/// <summary>Ready means that a grain and the database behind it answer.</summary>
public sealed class ReadinessProbeTests : IDisposable
{
    private readonly Doubles _grains = new() { Answer = _ => Array.Empty<TenantInfo>() };
    private readonly FakeTimeProvider _time = new();
    private readonly Lifetime _lifetime = new();
    private readonly ReadinessProbe _probe;

    public ReadinessProbeTests() => _probe = new(_grains.Factory, _lifetime, _time, NullLogger<ReadinessProbe>.Instance);

    [Fact]
    public async Task IsReady_WhenGrainsAnswer_IsTrueAndAskedOnceASecond()
    {
        Assert.True(await _probe.IsReady());
        Assert.True(await _probe.IsReady());
        Assert.Single(_grains.Calls);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await _probe.IsReady());
        Assert.Equal(2, _grains.Calls.Count);
    }

    [Fact]
    public async Task IsReady_WhenGrainsFail_IsFalseUntilTheyRecover()
    {
        _grains.Answer = _ => throw new InvalidOperationException("no database");
        Assert.False(await _probe.IsReady());
        _grains.Answer = _ => Array.Empty<TenantInfo>();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await _probe.IsReady());
    }

    [Fact]
    public async Task IsReady_WhenGrainsSayNothing_IsFalseAfterThreeSeconds()
    {
        var silence = new TaskCompletionSource();
        _grains.Answer = _ => silence.Task;
        Task<bool> ready = _probe.IsReady();
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.False(await ready);
        silence.SetResult();
    }

    [Fact]
    public async Task IsReady_WhenStopping_IsFalseAtOnce()
    {
        Assert.True(await _probe.IsReady());
        _lifetime.StopApplication();
        Assert.False(await _probe.IsReady());
    }

    public void Dispose() => _lifetime.Dispose();

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;
        public CancellationToken ApplicationStopping => _stopping.Token;
        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
