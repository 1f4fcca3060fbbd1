using System.ComponentModel.DataAnnotations;

namespace Scim.Gateway.Configuration;

/// <summary>
/// Where the process shows what it measures: section <c>Scim:Telemetry</c>. Nothing is measured for nobody.
/// </summary>
public sealed class TelemetryOptions
{
    /// <summary>
    /// The address of a port of its own for <c>/metrics</c> in Prometheus' format, such as <c>http://*:9464</c>. It has
    /// no other endpoints, and no other port has this one; it is open to everybody who reaches it. Default empty: none.
    /// </summary>
    [RegularExpression(
        "^(http://[^/?#]+:[1-9][0-9]{0,4}/?)?$",
        ErrorMessage = "Scim:Telemetry:MetricsUrl must be empty or an address with a port, as http://*:9464."
    )]
    public string MetricsUrl { get; set; } = "";

    /// <summary>
    /// Tenants that metrics tell apart; further ones are counted together. Default 100. Each is up to four time series.
    /// </summary>
    [Range(0, 10_000, ErrorMessage = "Scim:Telemetry:Tenants must be between 0 and 10000.")]
    public int Tenants { get; set; } = 100;
}
