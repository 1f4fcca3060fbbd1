using System.Text;
using Scim.Gateway.Hosting;

namespace Scim.Gateway.Tests.Http;

public sealed class RequestPathTests
{
    [Theory]
    [InlineData("/tenants/a/scim/v2//Users", "/tenants/a/scim/v2/Users")]
    [InlineData("//tenants///a//scim/v2/Users//", "/tenants/a/scim/v2/Users/")]
    [InlineData("/docs//x", "/docs//x")]
    [InlineData("/tenants/a", "/tenants/a")]
    public void CollapseSlashes_OfPath_ChangesPathsOfTenants(string path, string collapsed) =>
        Assert.Equal(collapsed, RepeatedSlashFilter.CollapseSlashes(path));

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\nDate: x\r\n\r\n", true)]
    [InlineData("HTTP/1.1 505 HTTP Version Not Supported\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", true)]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 10\r\nConnection: close\r\n\r\n", false)]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", false)]
    [InlineData("", false)]
    public void IsEmptyRejection_OfHeader_FindsKestrelsRejections(string header, bool isRejection) =>
        Assert.Equal(isRejection, UnreadableRequestMiddleware.IsEmptyRejection(Encoding.ASCII.GetBytes(header)));
}
