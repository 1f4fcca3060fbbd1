using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Scim.Gateway.Http;

namespace Scim.Gateway.Health;

/// <summary>
/// What the process answers while it waits for something it cannot start without, such as its database: it is alive, it
/// is not ready, and everything else is 503 with Retry-After.
/// </summary>
public sealed class NotReadyServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private NotReadyServer(WebApplication app) => _app = app;

    /// <summary>Cancelled when the process is told to stop.</summary>
    public CancellationToken Stopping => _app.Lifetime.ApplicationStopping;

    /// <summary>Starts to answer on <paramref name="urls"/>.</summary>
    public static async Task<NotReadyServer> StartAsync(string urls)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder
            .WebHost.UseUrls(urls.Split(';', StringSplitOptions.RemoveEmptyEntries))
            .ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        WebApplication app = builder.Build();
        app.Run(http => WriteStatusAsync(http));
        await app.StartAsync();
        return new NotReadyServer(app);
    }

    /// <summary>Stops answering.</summary>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Task WriteStatusAsync(HttpContext http)
    {
        bool live = http.Request.Path == "/health/live";
        http.Response.StatusCode = live
            ? StatusCodes.Status200OK
            : StatusCodes.Status503ServiceUnavailable;
        http.Response.ContentType = MediaTypes.Json;
        http.Response.Headers.CacheControl = "no-store";
        if (!live)
            http.Response.Headers.RetryAfter = "5";
        return HttpMethods.IsHead(http.Request.Method)
            ? Task.CompletedTask
            : http.Response.WriteAsync(
                live ? "{\"status\":\"live\"}" : "{\"status\":\"not ready\"}"
            );
    }
}
