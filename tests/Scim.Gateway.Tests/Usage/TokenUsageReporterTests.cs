using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Scim.Gateway.Tests.Endpoints;
using Scim.Gateway.Usage;

namespace Scim.Gateway.Tests.Usage;

/// <summary>Tests that the last use of tokens is reported to tenants about once a minute and at shutdown.</summary>
public sealed class TokenUsageReporterTests
{
    [Fact]
    public async Task Reporter_AfterAMinuteAndAtTheEnd_ReportsToTenants()
    {
        var time = new FakeTimeProvider();
        var reported = new SemaphoreSlim(0);
        var grains = new FakeGrainFactory { OnCall = _ => reported.Release() };
        var usage = new TokenUsageTracker();
        using var reporter = new TokenUsageReporter(
            usage,
            grains.Factory,
            time,
            NullLogger<TokenUsageReporter>.Instance
        );
        await reporter.StartAsync(TestContext.Current.CancellationToken);

        usage.RecordUse("acme", "t1", time.GetUtcNow());

        // The reporter starts in the background, so time that passes before its timer exists does not count.
        do time.Advance(TimeSpan.FromMinutes(1));
        while (!await reported.WaitAsync(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken));

        usage.RecordUse("beta", "t2", time.GetUtcNow());
        await reporter.StoppingAsync(TestContext.Current.CancellationToken);
        await reporter.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["acme/tenant", "beta/tenant"], grains.Calls.Select(c => c.Key));
        Assert.Contains("t1", ((Dictionary<string, DateTimeOffset>)grains.Calls[0].Arguments[0]!).Keys);
    }

    [Fact]
    public async Task Reporter_WhenATenantFails_ReportsToTheOthers()
    {
        var usage = new TokenUsageTracker();
        usage.RecordUse("acme", "t1", DateTimeOffset.UnixEpoch.AddYears(60));
        usage.RecordUse("beta", "t2", DateTimeOffset.UnixEpoch.AddYears(60));
        var grains = new FakeGrainFactory
        {
            OnCall = call => call.Key is "acme/tenant" ? throw new TimeoutException() : null,
        };
        using var reporter = new TokenUsageReporter(
            usage,
            grains.Factory,
            TimeProvider.System,
            NullLogger<TokenUsageReporter>.Instance
        );
        await reporter.StoppingAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, grains.Calls.Count);
    }
}
