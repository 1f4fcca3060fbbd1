using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Scim.Grains.Telemetry;
using Scim.Grains.Tests.Cluster;

namespace Scim.Grains.Tests.Users;

/// <summary>Deletions at the end of the retention are counted, with how late they were.</summary>
public sealed class DeletionMetricTests
{
    [Fact]
    public async Task Deleted_WhenHisTimeIsOver_IsMeasured()
    {
        ConcurrentQueue<double> delays = new();
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument is { Meter.Name: GrainInstruments.MeterName, Name: "scim.deprovisioning.delay" }) l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => delays.Enqueue(value));
        listener.Start();

        await using TimeTravel travel = await TimeTravel.Start();
        TestTenant tenant = await travel.NewTenant();
        string id = (await tenant.CreateUser("leaver")).Value!.Id;
        Assert.Null((await tenant.Patch(tenant.User(id), """{"op":"replace","path":"active","value":false}""")).Error);
        await travel.Pass(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(9), step: TimeSpan.FromHours(2));
        await travel.AdvanceUntil(() => Task.FromResult(!delays.IsEmpty), TimeSpan.FromHours(2));
        Assert.All(delays, delay => Assert.InRange(delay, 0, TimeSpan.FromDays(2).TotalSeconds));
    }
}
