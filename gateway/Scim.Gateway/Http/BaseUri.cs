using System.Net;
using Microsoft.AspNetCore.Http;
using Scim.Gateway.Configuration;

namespace Scim.Gateway.Http;

/// <summary>Formats the URLs of the service as clients see them.</summary>
internal static class BaseUri
{
    /// <summary>
    /// Returns the SCIM base URL of <paramref name="tenant"/>, absolute and without a trailing slash.
    /// </summary>
    /// <param name="publicBaseUrl">The value of <see cref="GatewayOptions.PublicBaseUrl"/>.</param>
    /// <param name="request">
    /// The request, which provides scheme and host if <paramref name="publicBaseUrl"/> is empty.
    /// </param>
    /// <param name="tenant">The tenant.</param>
    public static string FormatTenantUri(string publicBaseUrl, HttpRequest request, string tenant) =>
        $"{FormatServerUri(publicBaseUrl, request)}/tenants/{tenant}/scim/v2";

    /// <summary>Returns the base URL of the service, absolute and without a trailing slash.</summary>
    public static string FormatServerUri(string publicBaseUrl, HttpRequest request) =>
        publicBaseUrl.Length > 0
            ? publicBaseUrl.TrimEnd('/')
            : $"{request.Scheme}://{FormatHost(request)}{request.PathBase.ToUriComponent()}";

    // HTTP/1.0 requests may have no Host header; use the address of the connection instead.
    private static string FormatHost(HttpRequest request)
    {
        if (request.Host.HasValue)
            return request.Host.ToUriComponent();
        ConnectionInfo connection = request.HttpContext.Connection;
        return connection.LocalIpAddress is { } address
            ? new IPEndPoint(address, connection.LocalPort).ToString()
            : "localhost";
    }
}
