using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Scim.Gateway.Http;

namespace Scim.Gateway.Health;

/// <summary>
/// The health endpoints for orchestrators. They require no authentication, so they report nothing but the status.
/// </summary>
internal static class HealthEndpoints
{
    /// <summary>GET <c>/health/live</c>: 200 while the process responds.</summary>
    public static Task WriteLivenessAsync(HttpContext http) =>
        WriteStatusAsync(http, StatusCodes.Status200OK, "{\"status\":\"live\"}"u8.ToArray());

    /// <summary>GET <c>/health/ready</c>: 200 if requests can be served, otherwise 503.</summary>
    public static async Task WriteReadinessAsync(HttpContext http)
    {
        bool ready = await http.RequestServices.GetRequiredService<ReadinessProbe>().IsReadyAsync();
        await (
            ready
                ? WriteStatusAsync(http, StatusCodes.Status200OK, "{\"status\":\"ready\"}"u8.ToArray())
                : WriteStatusAsync(
                    http,
                    StatusCodes.Status503ServiceUnavailable,
                    "{\"status\":\"not ready\"}"u8.ToArray()
                )
        );
    }

    private static async Task WriteStatusAsync(HttpContext http, int status, byte[] body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = MediaTypes.Json;
        http.Response.ContentLength = body.Length;
        http.Response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.BodyWriter.WriteAsync(body, http.RequestAborted);
    }
}
