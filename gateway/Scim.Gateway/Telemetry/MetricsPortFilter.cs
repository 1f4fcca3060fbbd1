using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Scim.Gateway.Telemetry;

/// <summary>
/// Keeps the metrics' port for <c>/metrics</c> alone. A startup filter, since it must come before routing: the APIs'
/// endpoints are run from there.
/// </summary>
/// <param name="port">The port.</param>
internal sealed class MetricsPortFilter(int port) : IStartupFilter
{
    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            // By the port of the connection: the Host header is the client's to choose.
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
