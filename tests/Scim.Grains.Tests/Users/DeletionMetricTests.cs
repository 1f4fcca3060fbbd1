using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Scim.Grains.Tests.Cluster;

namespace Scim.Grains.Tests.Users;

/// <summary>Tests that deletions at the end of the retention are counted with their delay.</summary>
public sealed class DeletionMetricTests
{
    [Fact]
    public async Task Deleted_AfterRetention_IsMeasured()
    {
        ConcurrentQueue<double> delays = new();
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument is { Meter.Name: GrainInstruments.MeterName, Name: "scim.deprovisioning.delay" })
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => delays.Enqueue(value));
        listener.Start();

        await using FakeTimeSilo silo = await FakeTimeSilo.StartAsync();
        GrainTestTenant tenant = await silo.NewTenantAsync();
        string id = (await tenant.CreateUserAsync("leaver")).Value!.Id;
        Assert.Null(
            (
                await tenant.PatchResourceAsync(
                    tenant.GetUser(id),
                    """{"op":"replace","path":"active","value":false}"""
                )
            ).Error
        );
        await silo.AdvanceInStepsAsync(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(9), step: TimeSpan.FromHours(2));

        // The instrument also records deletions of other tests, some of which are delayed on purpose.
        await silo.AdvanceUntilAsync(
            () => Task.FromResult(delays.Any(d => d is >= 0 and <= 172_800)),
            TimeSpan.FromHours(2)
        );
        Assert.Contains(delays, delay => delay is >= 0 and <= 172_800);
    }
}
