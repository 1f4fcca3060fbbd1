using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Scim.Gateway.Configuration;

namespace Scim.Gateway.Telemetry;

/// <summary>
/// Exports metrics and traces as configured: metrics for Prometheus on a separate port
/// (<see cref="TelemetryOptions.MetricsUrl"/>), metrics and traces to an OTLP collector
/// (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and the other variables of the OpenTelemetry specification).
/// </summary>
public static class TelemetryHosting
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // Meters and sources are listed by name, because they are in assemblies that the gateway does not reference.
    private static readonly string[] Meters =
    [
        "Scim.*",
        "Microsoft.Orleans",
        "Npgsql",
        "System.Runtime",
        "Microsoft.AspNetCore.Server.Kestrel",
    ];
    private static readonly string[] Sources = ["Scim.*", "Microsoft.Orleans.Application", "Npgsql"];

    /// <summary>Returns whether traces are exported, so that grain calls should propagate trace context.</summary>
    public static bool HasTraces(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return !string.IsNullOrEmpty(configuration[OtlpEndpoint]);
    }

    /// <summary>
    /// Returns the URLs to listen on: <paramref name="urls"/> and the metrics URL if one is configured.
    /// </summary>
    public static string AppendMetricsUrl(IConfiguration configuration, string urls) =>
        GetMetricsUrl(configuration) is { Length: > 0 } own ? $"{urls};{own}" : urls;

    /// <summary>Registers the configured exporters. Has no effect if none is configured.</summary>
    public static IServiceCollection AddScimTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        bool scraped = GetMetricsUrl(configuration).Length > 0,
            sent = HasTraces(configuration);
        if (!scraped && !sent)
            return services;
        if (scraped)
            services.AddSingleton<IStartupFilter>(
                new MetricsPortFilter(BindingAddress.Parse(GetMetricsUrl(configuration)).Port)
            );
        OpenTelemetryBuilder telemetry = services
            .AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource.AddService(
                    "orleans-scim",
                    serviceVersion: typeof(TelemetryHosting).Assembly.GetName().Version?.ToString(3)
                )
            );
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter(Meters);
            if (scraped)
                metrics.AddPrometheusExporter(exporter => exporter.ScrapeEndpointPath = "/metrics");
            if (sent)
                metrics.AddOtlpExporter();
        });
        if (sent)
            telemetry.WithTracing(traces =>
                traces.AddSource(Sources).AddProcessor(new SpanRedactionProcessor()).AddOtlpExporter()
            );
        return services;
    }

    private static string GetMetricsUrl(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration[$"{GatewayOptions.SectionName}:Telemetry:{nameof(TelemetryOptions.MetricsUrl)}"] ?? "";
    }
}
