using System.Net;
using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;

namespace Scim.Gateway.Tests.Http;

/// <summary>Tests the base URIs of locations.</summary>
public sealed class BaseUriTests
{
    [Theory]
    [InlineData("https://scim.example.com", "https://scim.example.com/tenants/acme/scim/v2")]
    [InlineData("https://example.com/identity/", "https://example.com/identity/tenants/acme/scim/v2")]
    public void FormatTenantUri_WithAPublicBaseUrl_IgnoresTheRequest(string configured, string expected) =>
        Assert.Equal(expected, BaseUri.FormatTenantUri(configured, CreateRequest(), "acme"));

    [Fact]
    public void FormatTenantUri_WithoutAPublicBaseUrl_UsesSchemeHostAndPathBase()
    {
        HttpRequest request = CreateRequest();
        Assert.Equal("https://host.example:8443/tenants/acme/scim/v2", BaseUri.FormatTenantUri("", request, "acme"));
        request.PathBase = "/identity";
        Assert.Equal("https://host.example:8443/identity", BaseUri.FormatServerUri("", request));
    }

    [Fact]
    public void FormatTenantUri_WithForwardedHeaders_IgnoresThem()
    {
        HttpRequest request = CreateRequest();
        request.Headers["X-Forwarded-Host"] = "evil.example";
        request.Headers["X-Forwarded-Proto"] = "http";
        request.Headers["Forwarded"] = "host=evil.example";
        Assert.Equal("https://host.example:8443", BaseUri.FormatServerUri("", request));
    }

    [Fact]
    public void FormatServerUri_WithoutAHostHeader_UsesTheLocalAddress()
    {
        HttpRequest request = CreateRequest();
        request.Host = default;
        Assert.Equal("https://localhost", BaseUri.FormatServerUri("", request));
        request.HttpContext.Connection.LocalIpAddress = IPAddress.IPv6Loopback;
        request.HttpContext.Connection.LocalPort = 5080;
        Assert.Equal("https://[::1]:5080", BaseUri.FormatServerUri("", request));
    }

    private static HttpRequest CreateRequest()
    {
        HttpRequest request = new DefaultHttpContext().Request;
        request.Scheme = "https";
        request.Host = new HostString("host.example", 8443);
        return request;
    }
}
