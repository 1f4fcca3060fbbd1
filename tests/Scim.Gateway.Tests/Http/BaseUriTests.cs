using System.Net;
using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;

namespace Scim.Gateway.Tests.Http;

/// <summary>The addresses that locations begin with.</summary>
public sealed class BaseUriTests
{
    [Theory]
    [InlineData("https://scim.example.com", "https://scim.example.com/tenants/acme/scim/v2")]
    [InlineData("https://example.com/identity/", "https://example.com/identity/tenants/acme/scim/v2")]
    public void OfTenant_WithAPublicBaseUrl_IgnoresTheRequest(string configured, string expected) =>
        Assert.Equal(expected, BaseUri.OfTenant(configured, Request(), "acme"));

    [Fact]
    public void OfTenant_WithoutAPublicBaseUrl_TakesSchemeHostAndPathBase()
    {
        HttpRequest request = Request();
        Assert.Equal("https://host.example:8443/tenants/acme/scim/v2", BaseUri.OfTenant("", request, "acme"));
        request.PathBase = "/identity";
        Assert.Equal("https://host.example:8443/identity", BaseUri.Root("", request));
    }

    [Fact]
    public void OfTenant_WithForwardedHeaders_DoesNotBelieveThem()
    {
        HttpRequest request = Request();
        request.Headers["X-Forwarded-Host"] = "evil.example";
        request.Headers["X-Forwarded-Proto"] = "http";
        request.Headers["Forwarded"] = "host=evil.example";
        Assert.Equal("https://host.example:8443", BaseUri.Root("", request));
    }

    [Fact]
    public void Root_WithoutAHostHeader_TakesTheLocalAddress()
    {
        HttpRequest request = Request();
        request.Host = default;
        Assert.Equal("https://localhost", BaseUri.Root("", request));
        request.HttpContext.Connection.LocalIpAddress = IPAddress.IPv6Loopback;
        request.HttpContext.Connection.LocalPort = 5080;
        Assert.Equal("https://[::1]:5080", BaseUri.Root("", request));
    }

    private static HttpRequest Request()
    {
        HttpRequest request = new DefaultHttpContext().Request;
        request.Scheme = "https";
        request.Host = new HostString("host.example", 8443);
        return request;
    }
}
