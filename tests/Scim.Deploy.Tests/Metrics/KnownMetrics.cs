using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Scim.Deploy.Tests.Metrics;

/// <summary>The metrics that a scrape can contain, by their Prometheus names.</summary>
internal static partial class KnownMetrics
{
    // Metrics of Prometheus, Orleans, the runtime and Npgsql that dashboards and alerts use.
    private static readonly string[] ExternalMetrics =
    [
        "up",
        "orleans_catalog_activations",
        "orleans_app_requests_timedout_total",
        "dotnet_process_cpu_time_seconds_total",
        "dotnet_process_memory_working_set_bytes",
        "dotnet_gc_pause_time_seconds_total",
        "db_client_connection_count",
        "db_client_connection_max",
    ];

    // Keywords and functions of PromQL, and names of labels.
    private static readonly HashSet<string> QueryWords =
    [
        "sum",
        "rate",
        "increase",
        "by",
        "max",
        "count",
        "absent",
        "topk",
        "histogram_quantile",
        "or",
        "and",
        "le",
        "job",
        "instance",
        "state",
        "kind",
        "limit",
        "tenant",
        "outcome",
        "http_route",
        "http_request_method",
        "http_response_status_code",
        "db_client_connection_state",
        "__rate_interval",
        "m",
    ];

    /// <summary>The metrics of this product, read from its instruments.</summary>
    public static IReadOnlySet<string> ProductMetrics { get; } =
        new[]
        {
            typeof(Scim.Gateway.Hosting.GatewayServices).Assembly,
            typeof(Scim.Grains.Hosting.GrainsHosting).Assembly,
        }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.Name.EndsWith("Instruments", StringComparison.Ordinal))
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
            .Select(field => field.GetValue(null))
            .OfType<Instrument>()
            .SelectMany(GetMetricNames)
            .ToHashSet();

    /// <summary>Returns the names in a query that no scrape can contain.</summary>
    public static IEnumerable<string> FindUnknownNames(string query) =>
        WordRegex()
            .Matches(StringLiteralRegex().Replace(query, ""))
            .Select(m => m.Value)
            .Where(word =>
                !QueryWords.Contains(word) && !ProductMetrics.Contains(word) && !ExternalMetrics.Contains(word)
            )
            .Distinct();

    private static IEnumerable<string> GetMetricNames(Instrument instrument)
    {
        string name =
            instrument.Name.Replace('.', '_')
            + instrument.Unit switch
            {
                "s" => "_seconds",
                "By" => "_bytes",
                _ => "",
            };
        if (instrument is Histogram<double>)
            return [name + "_bucket", name + "_count", name + "_sum"];
        return [instrument.GetType().Name.StartsWith("Counter", StringComparison.Ordinal) ? name + "_total" : name];
    }

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex StringLiteralRegex();

    [GeneratedRegex("(?<![0-9a-zA-Z_])[a-zA-Z_][a-zA-Z0-9_]*")]
    private static partial Regex WordRegex();
}
