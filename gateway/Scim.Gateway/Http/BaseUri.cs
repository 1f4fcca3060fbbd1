using System.Net;
using Microsoft.AspNetCore.Http;
using Scim.Gateway.Configuration;

namespace Scim.Gateway.Http;

/// <summary>The service's addresses as the client sees them.</summary>
internal static class BaseUri
{
    /// <summary>The SCIM base of <paramref name="tenant"/>, absolute and without a slash at the end.</summary>
    /// <param name="publicBaseUrl"><see cref="GatewayOptions.PublicBaseUrl"/>.</param>
    /// <param name="request">The request, for where that is empty.</param>
    /// <param name="tenant">The tenant.</param>
    public static string FormatTenantUri(
        string publicBaseUrl,
        HttpRequest request,
        string tenant
    ) => $"{FormatServerUri(publicBaseUrl, request)}/tenants/{tenant}/scim/v2";

    /// <summary>The address that all paths begin with, absolute and without a slash at the end.</summary>
    public static string FormatServerUri(string publicBaseUrl, HttpRequest request) =>
        publicBaseUrl.Length > 0
            ? publicBaseUrl.TrimEnd('/')
            : $"{request.Scheme}://{FormatHost(request)}{request.PathBase.ToUriComponent()}";

    // HTTP/1.0 knows requests without a Host header; they are answered with the address that they came to.
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
