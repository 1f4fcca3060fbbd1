using System.ComponentModel.DataAnnotations;

namespace Scim.Gateway.Configuration;

/// <summary>The options for metrics, from the configuration section <c>Scim:Telemetry</c>.</summary>
public sealed class TelemetryOptions
{
    /// <summary>
    /// The URL of a separate port for <c>/metrics</c> in Prometheus format, for example <c>http://*:9464</c>. The
    /// default is empty: no metrics endpoint.
    /// </summary>
    /// <remarks>
    /// The port serves <c>/metrics</c> only, and no other port serves it. It requires no authentication, so restrict
    /// access to it in the network.
    /// </remarks>
    [RegularExpression(
        "^(http://[^/?#]+:[1-9][0-9]{0,4}/?)?$",
        ErrorMessage = "Scim:Telemetry:MetricsUrl must be an http URL with a port, for example http://*:9464, or empty."
    )]
    public string MetricsUrl { get; set; } = "";

    /// <summary>
    /// The number of tenants with a metrics label of their own; further tenants share one label. The default is 100.
    /// </summary>
    /// <remarks>Every label creates up to four time series.</remarks>
    [Range(0, 10_000, ErrorMessage = "Scim:Telemetry:Tenants must be between 0 and 10000.")]
    public int Tenants { get; set; } = 100;
}
