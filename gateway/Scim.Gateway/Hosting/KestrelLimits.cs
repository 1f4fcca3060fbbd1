using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Scim.Gateway.Configuration;

namespace Scim.Gateway.Hosting;

/// <summary>
/// Kestrel's limits, wide enough that the gateway's own ones are met first: what Kestrel refuses has no SCIM body.
/// </summary>
internal static class KestrelLimits
{
    private const int MaxRequestLineBytes = 128 * 1024;
    private const int MaxHeaderBytes = 64 * 1024;
    private const long MinBodyLimitBytes = 32 * 1024 * 1024;

    /// <summary>Sets the limits.</summary>
    public static void ApplyLimits(KestrelServerOptions kestrel, GatewayOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestLineSize = MaxRequestLineBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        kestrel.Limits.Http2.MaxRequestHeaderFieldSize = MaxRequestLineBytes;

        // Kestrel reads what is left of a refused body, up to this, so that the client is done sending and sees the
        // answer.
        kestrel.Limits.MaxRequestBodySize = Math.Max(
            MinBodyLimitBytes,
            Math.Max(4L * options.MaxBodyBytes, 2L * options.Bulk.MaxPayloadSize)
        );

        // Header values are bytes (RFC 9110 section 5.5). Kestrel would refuse those that are not UTF-8 with a bare
        // 400.
        kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
    }
}
