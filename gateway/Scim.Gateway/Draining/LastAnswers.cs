using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Scim.Gateway.Draining;

/// <summary>Ends connections with the answers that are given while the process drains, so that their clients' next requests go elsewhere.</summary>
internal sealed class LastAnswers(RequestDelegate next, IHostApplicationLifetime lifetime)
{
    /// <summary>Serves the request.</summary>
    public Task Invoke(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (lifetime.ApplicationStopping.IsCancellationRequested) http.Response.Headers.Connection = "close";
        return next(http);
    }
}
