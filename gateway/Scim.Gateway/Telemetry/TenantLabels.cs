using Microsoft.Extensions.Options;
using Scim.Gateway.Configuration;

namespace Scim.Gateway.Telemetry;

/// <summary>Assigns metrics labels to tenants. Thread-safe.</summary>
/// <remarks>
/// The first tenants that this process sees get a label of their own, up to <see cref="TelemetryOptions.Tenants"/>; all
/// others share one. The number is limited because every time series costs memory in the monitoring system.
/// </remarks>
internal sealed class TenantLabels(IOptions<GatewayOptions> options)
{
    /// <summary>The shared label.</summary>
    public const string Other = "other";

    private readonly HashSet<string> _labeled = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Returns the label of a tenant.</summary>
    public string GetLabel(string tenant)
    {
        lock (_lock)
        {
            if (_labeled.Contains(tenant))
                return tenant;
            if (_labeled.Count >= options.Value.Telemetry.Tenants)
                return Other;
            _labeled.Add(tenant);
            return tenant;
        }
    }
}
