using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Scim.Gateway.Telemetry;

/// <summary>Restricts the metrics port to <c>/metrics</c>.</summary>
/// <remarks>A startup filter, because it must run before routing, from which the API endpoints run directly.</remarks>
/// <param name="port">The port.</param>
internal sealed class MetricsPortFilter(int port) : IStartupFilter
{
    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            // Match the port of the connection, because the client chooses the Host header.
            app.MapWhen(
                http => http.Connection.LocalPort == port,
                metrics =>
                {
                    metrics.UseOpenTelemetryPrometheusScrapingEndpoint();
                    metrics.Run(http =>
                    {
                        http.Response.StatusCode = StatusCodes.Status404NotFound;
                        return Task.CompletedTask;
                    });
                }
            );
            next(app);
        };
}
