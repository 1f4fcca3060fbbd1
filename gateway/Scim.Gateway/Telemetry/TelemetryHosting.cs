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
/// Shows metrics and traces to whoever is configured to see them: Prometheus on a port of its own
/// (<see cref="TelemetryOptions.MetricsUrl"/>), a collector by OTLP (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and the other
/// variables of OpenTelemetry's specification).
/// </summary>
public static class TelemetryHosting
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // By name: what is measured lies in assemblies that the gateway does not see, or belongs to others.
    private static readonly string[] Meters =
    [
        "Scim.*",
        "Microsoft.Orleans",
        "Npgsql",
        "System.Runtime",
        "Microsoft.AspNetCore.Server.Kestrel",
    ];
    private static readonly string[] Sources =
    [
        "Scim.*",
        "Microsoft.Orleans.Application",
        "Npgsql",
    ];

    /// <summary>Whether spans go anywhere, so that grain calls should carry them along.</summary>
    public static bool HasTraces(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return !string.IsNullOrEmpty(configuration[OtlpEndpoint]);
    }

    /// <summary>The addresses to listen on: the given ones and, where there is one, that of the metrics.</summary>
    public static string AppendMetricsUrl(IConfiguration configuration, string urls) =>
        GetMetricsUrl(configuration) is { Length: > 0 } own ? $"{urls};{own}" : urls;

    /// <summary>Registers what the configuration asks for; nothing where it asks for nothing.</summary>
    public static IServiceCollection AddScimTelemetry(
        this IServiceCollection services,
        IConfiguration configuration
    )
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
                traces
                    .AddSource(Sources)
                    .AddProcessor(new SpanRedactionProcessor())
                    .AddOtlpExporter()
            );
        return services;
    }

    private static string GetMetricsUrl(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration[
                $"{GatewayOptions.SectionName}:Telemetry:{nameof(TelemetryOptions.MetricsUrl)}"
            ]
            ?? "";
    }
}
