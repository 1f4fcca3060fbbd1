using Microsoft.Extensions.Options;
using Scim.Gateway.Configuration;

namespace Scim.Gateway.Telemetry;

/// <summary>
/// Names of tenants as labels of metrics: the first so many that this process meets, the rest as one. A time series
/// costs the monitoring system memory for as long as it is kept, and tenants are many. Thread-safe.
/// </summary>
internal sealed class TenantLabels(IOptions<GatewayOptions> options)
{
    /// <summary>The label of all others.</summary>
    public const string Other = "other";

    private readonly HashSet<string> _labelled = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>The label of a tenant.</summary>
    public string GetLabel(string tenant)
    {
        lock (_lock)
        {
            if (_labelled.Contains(tenant))
                return tenant;
            if (_labelled.Count >= options.Value.Telemetry.Tenants)
                return Other;
            _labelled.Add(tenant);
            return tenant;
        }
    }
}
