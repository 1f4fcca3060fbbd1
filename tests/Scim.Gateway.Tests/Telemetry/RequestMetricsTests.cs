using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Scim.Gateway.Telemetry;
using Scim.Gateway.Tests.Endpoints;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;

namespace Scim.Gateway.Tests.Telemetry;

/// <summary>Tests that requests are measured and traced by route pattern, without personal data.</summary>
public sealed class RequestMetricsTests : IAsyncLifetime
{
    private const string UserJson = "01890a5d-ac96-774b-bcce-b302099a8057";

    private readonly TestGateway _host = new();
    private readonly ConcurrentQueue<(string Name, double Value, string Labels)> _measurements = new();
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _activities;

    public RequestMetricsTests()
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == GatewayInstruments.Name)
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<double>(
            (instrument, value, tags, _) => RecordMeasurement(instrument, value, tags)
        );
        _meters.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) => RecordMeasurement(instrument, value, tags)
        );
        _meters.Start();
        _activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == GatewayInstruments.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_activities);
    }

    public async ValueTask InitializeAsync()
    {
        await _host.InitializeAsync();
        _host.RespondWith(_ => (ScimResult<ResourceReply>)TestGateway.ResourceReply);
    }

    public async ValueTask DisposeAsync()
    {
        _meters.Dispose();
        _activities.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Request_OfAnyRoute_IsMeasuredByPatternMethodAndStatus()
    {
        await _host.SendRequestAsync("GET", $"/Users/{UserJson}?filter=userName%20eq%20%22ada%22");
        const string Labels =
            "http.request.method=GET http.route=/tenants/{tenant}/scim/v2/{type}/{id} http.response.status_code=200";
        await WaitUntilAsync(() => GetMeasurements("scim.request.duration").Contains(Labels));
        await WaitUntilAsync(() => GetMeasurements("scim.tenant.requests").Contains("tenant=acme outcome=ok"));
        Assert.DoesNotContain(
            _measurements,
            m =>
                m.Labels.Contains(UserJson, StringComparison.Ordinal)
                || m.Labels.Contains("ada", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Request_Unauthenticated_IsMeasuredWithoutTenant()
    {
        await _host.SendRequestAsync("BREW", "~/tenants/no-such-tenant/scim/v2/Users", token: "scim_wrong");
        await WaitUntilAsync(() =>
            GetMeasurements("scim.request.duration")
                .Any(m =>
                    m.Contains("status_code=401", StringComparison.Ordinal)
                    && m.Contains("_OTHER", StringComparison.Ordinal)
                )
        );
        Assert.NotEmpty(GetMeasurements("scim.authentication.failures"));
        Assert.DoesNotContain(_measurements, m => m.Labels.Contains("no-such-tenant", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_WithTraceParent_IsASpanWithoutUserIds()
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        await _host.SendRequestAsync(
            "GET",
            $"/Users/{UserJson}?filter=ada",
            headers: ("traceparent", $"00-{Trace}-b7ad6b7169203331-01")
        );
        await WaitUntilAsync(() => _spans.Any(s => s.TraceId.ToHexString() == Trace));
        Activity span = _spans.First(s => s.TraceId.ToHexString() == Trace);
        Assert.Equal("GET /tenants/{tenant}/scim/v2/{type}/{id}", span.DisplayName);
        Assert.Equal("acme", span.GetTagItem("scim.tenant"));
        Assert.Equal(200, span.GetTagItem("http.response.status_code"));
        Assert.DoesNotContain(
            span.TagObjects,
            tag =>
                tag.Value?.ToString() is { } value
                && (
                    value.Contains(UserJson, StringComparison.Ordinal)
                    || value.Contains("ada", StringComparison.Ordinal)
                )
        );
    }

    // The client receives the response shortly before the server records it.
    private static async Task WaitUntilAsync(Func<bool> holds)
    {
        using CancellationTokenSource timeout = new(TimeSpan.FromSeconds(30));
        while (!holds())
        {
            timeout.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private string[] GetMeasurements(string name) =>
        [.. _measurements.Where(m => m.Name == name).Select(m => m.Labels)];

    private void RecordMeasurement(
        Instrument instrument,
        double value,
        ReadOnlySpan<KeyValuePair<string, object?>> tags
    )
    {
        List<string> labels = [];
        foreach (KeyValuePair<string, object?> tag in tags)
            labels.Add($"{tag.Key}={tag.Value}");
        _measurements.Enqueue((instrument.Name, value, string.Join(' ', labels)));
    }
}
