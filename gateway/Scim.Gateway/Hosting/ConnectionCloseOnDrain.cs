using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;

namespace Scim.Gateway.Hosting;

/// <summary>
/// Closes connections with the responses that are sent while the process drains, so that clients open their next
/// connection to another process.
/// </summary>
/// <remarks>
/// A startup filter, because it must run before all other middleware: the API endpoints run directly after routing.
/// </remarks>
internal sealed class ConnectionCloseOnDrain(IHostApplicationLifetime lifetime) : IStartupFilter
{
    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.Use(request =>
                http =>
                {
                    if (lifetime.ApplicationStopping.IsCancellationRequested)
                        http.Response.Headers.Connection = "close";
                    return request(http);
                }
            );
            next(app);
        };
}
