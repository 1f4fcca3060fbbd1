using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;

namespace Scim.Gateway.Hosting;

/// <summary>
/// Ends connections with the answers that are given while the process drains, so that their clients' next requests go
/// elsewhere. Outside of all other middleware: the endpoints of the APIs run right after routing.
/// </summary>
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
