using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Scim.Gateway.Telemetry;

/// <summary>
/// The metrics and traces of the gateway. Labels are route patterns, methods, statuses and a bounded number of tenants,
/// never values that a client chooses freely.
/// </summary>
internal static class GatewayInstruments
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Scim.Gateway";

    private static readonly Meter Meter = new(Name);

    private static readonly InstrumentAdvice<double> DurationAdvice = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    private static readonly Histogram<double> RequestDuration = Meter.CreateHistogram(
        "scim.request.duration",
        "s",
        "Duration of requests by route pattern, method and status.",
        advice: DurationAdvice
    );

    private static readonly Counter<long> TenantRequests = Meter.CreateCounter<long>(
        "scim.tenant.requests",
        null,
        "Requests by tenant and outcome; tenants beyond the configured number are counted as 'other'."
    );

    private static readonly Counter<long> RateLimited = Meter.CreateCounter<long>(
        "scim.rate.limited",
        null,
        "Requests rejected by a limit, by limit: rate, concurrency or failures."
    );

    private static readonly Counter<long> AuthenticationFailures = Meter.CreateCounter<long>(
        "scim.authentication.failures",
        null,
        "Requests without a valid credential."
    );

    private static readonly UpDownCounter<long> ActiveRequests = Meter.CreateUpDownCounter<long>(
        "scim.requests.active",
        null,
        "Requests in progress."
    );

    // Boxed once, because every request has a status label.
    private static readonly object[] BoxedStatuses = [.. Enumerable.Range(0, 600).Select(status => (object)status)];

    /// <summary>The activity source.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Records the start of a request.</summary>
    public static void RecordRequestStarted() => ActiveRequests.Add(1);

    /// <summary>Records the end of a request.</summary>
    /// <param name="method">The method, one of a bounded set.</param>
    /// <param name="route">The pattern of the route.</param>
    /// <param name="status">The status of the response.</param>
    /// <param name="tenant">The label of the tenant, or null if the request was not authenticated.</param>
    /// <param name="duration">The duration of the request.</param>
    public static void RecordRequestEnded(string method, string route, int status, string? tenant, TimeSpan duration)
    {
        ActiveRequests.Add(-1);
        object statusLabel = BoxedStatuses[status is >= 0 and < 600 ? status : 0];
        RequestDuration.Record(
            duration.TotalSeconds,
            new("http.request.method", method),
            new("http.route", route),
            new("http.response.status_code", statusLabel)
        );
        if (tenant is not null)
            TenantRequests.Add(1, new("tenant", tenant), new("outcome", GetOutcome(status)));
    }

    /// <summary>Records a request that a limit rejected.</summary>
    public static void RecordRateLimited(string limit) =>
        RateLimited.Add(1, new KeyValuePair<string, object?>("limit", limit));

    /// <summary>Records a request without a valid credential.</summary>
    public static void RecordAuthenticationFailure() => AuthenticationFailures.Add(1);

    private static string GetOutcome(int status) =>
        status switch
        {
            429 => "limited",
            < 400 => "ok",
            < 500 => "refused",
            _ => "failed",
        };
}
