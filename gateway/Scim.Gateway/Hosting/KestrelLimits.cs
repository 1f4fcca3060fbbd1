using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Scim.Gateway.Configuration;

namespace Scim.Gateway.Hosting;

/// <summary>
/// The limits of Kestrel. They are higher than the gateway's own limits, because requests that Kestrel rejects get no
/// SCIM error body.
/// </summary>
internal static class KestrelLimits
{
    private const int MaxRequestLineBytes = 128 * 1024;
    private const int MaxHeaderBytes = 64 * 1024;
    private const long MinBodyLimitBytes = 32 * 1024 * 1024;

    /// <summary>Applies the limits to <paramref name="kestrel"/>.</summary>
    public static void ApplyLimits(KestrelServerOptions kestrel, GatewayOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.ConfigureEndpointDefaults(static endpoint => endpoint.Use(UnreadableRequestMiddleware.AddErrorBody));
        kestrel.Limits.MaxRequestLineSize = MaxRequestLineBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        kestrel.Limits.Http2.MaxRequestHeaderFieldSize = MaxRequestLineBytes;

        // Kestrel drains the rest of a rejected body up to this size, so that the client finishes sending and reads the
        // response.
        kestrel.Limits.MaxRequestBodySize = Math.Max(
            MinBodyLimitBytes,
            Math.Max(4L * options.MaxBodyBytes, 2L * options.Bulk.MaxPayloadSize)
        );

        // Header values are bytes (RFC 9110 section 5.5). By default Kestrel rejects values that are not UTF-8 with a
        // 400 that has no body.
        kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
    }
}
