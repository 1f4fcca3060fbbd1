using Microsoft.AspNetCore.Http;

namespace Scim.Gateway.Http;

/// <summary>The address of a tenant's SCIM endpoints as the client sees it.</summary>
internal static class BaseUri
{
    /// <summary>The SCIM base of <paramref name="tenant"/>, absolute and without a slash at the end.</summary>
    /// <param name="publicBaseUrl"><see cref="GatewayOptions.PublicBaseUrl"/>.</param>
    /// <param name="request">The request, for where that is empty.</param>
    /// <param name="tenant">The tenant.</param>
    public static string Of(string publicBaseUrl, HttpRequest request, string tenant) => publicBaseUrl.Length > 0
        ? $"{publicBaseUrl.TrimEnd('/')}/tenants/{tenant}/scim/v2"
        : $"{request.Scheme}://{Host(request)}{request.PathBase.ToUriComponent()}/tenants/{tenant}/scim/v2";

    // HTTP/1.0 knows requests without a Host header; they are answered with the address that they came to.
    private static string Host(HttpRequest request)
    {
        if (request.Host.HasValue) return request.Host.ToUriComponent();
        ConnectionInfo connection = request.HttpContext.Connection;
        return connection.LocalIpAddress is { } address ? new System.Net.IPEndPoint(address, connection.LocalPort).ToString() : "localhost";
    }
}
