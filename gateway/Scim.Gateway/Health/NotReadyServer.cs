using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Scim.Gateway.Http;

namespace Scim.Gateway.Health;

/// <summary>
/// A minimal server for a process that waits for something it needs to start, such as its database. <c>/health/live</c>
/// gets 200; everything else gets 503 with <c>Retry-After</c>.
/// </summary>
public sealed class NotReadyServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private NotReadyServer(WebApplication app) => _app = app;

    /// <summary>Cancelled when the process is asked to stop.</summary>
    public CancellationToken Stopping => _app.Lifetime.ApplicationStopping;

    /// <summary>Starts a server on <paramref name="urls"/>.</summary>
    /// <param name="urls">The URLs to listen on, separated by semicolons.</param>
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

    /// <summary>Stops the server.</summary>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Task WriteStatusAsync(HttpContext http)
    {
        bool live = http.Request.Path == "/health/live";
        http.Response.StatusCode = live ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        http.Response.ContentType = MediaTypes.Json;
        http.Response.Headers.CacheControl = "no-store";
        if (!live)
            http.Response.Headers.RetryAfter = "5";
        return HttpMethods.IsHead(http.Request.Method)
            ? Task.CompletedTask
            : http.Response.WriteAsync(live ? "{\"status\":\"live\"}" : "{\"status\":\"not ready\"}");
    }
}
