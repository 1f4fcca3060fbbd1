using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;

namespace Scim.Gateway.Tests.Http;

/// <summary>Tests the assignment of request ids.</summary>
public sealed class RequestIdTests
{
    [Theory]
    [InlineData("abc", true)]
    [InlineData("0b9d6f4e-5a0f-7cc1-9df5-0a3cf0f4f0aa", true)]
    [InlineData("a.b_c-D9", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a\nb", false)]
    [InlineData("{x}", false)]
    [InlineData("\u00e9", false)]
    [InlineData(null, false)]
    public void IsValid_OfClientId_AcceptsPlainWords(string? id, bool sane) =>
        Assert.Equal(sane, RequestId.IsValid(id));

    [Fact]
    public void IsValid_OfLongId_IsFalse()
    {
        Assert.True(RequestId.IsValid(new string('a', 64)));
        Assert.False(RequestId.IsValid(new string('a', 65)));
    }

    [Fact]
    public void AssignRequestId_WithValidId_KeepsIt()
    {
        var http = new DefaultHttpContext();
        http.Request.Headers[RequestId.HeaderName] = "from-the-client";
        Assert.Equal("from-the-client", RequestId.AssignRequestId(http, TimeProvider.System));
        Assert.Equal("from-the-client", http.Response.Headers[RequestId.HeaderName]);
        Assert.Equal("from-the-client", http.TraceIdentifier);
    }

    [Theory]
    [InlineData("not sane")]
    [InlineData(null)]
    public void AssignRequestId_WithoutValidId_CreatesOne(string? header)
    {
        var http = new DefaultHttpContext();
        if (header is not null)
            http.Request.Headers[RequestId.HeaderName] = header;
        string id = RequestId.AssignRequestId(http, TimeProvider.System);
        Assert.True(Guid.TryParseExact(id, "N", out _));
        Assert.Equal(id, http.Response.Headers[RequestId.HeaderName]);
    }

    [Fact]
    public void AssignRequestId_WithTwoIds_CreatesOne()
    {
        var http = new DefaultHttpContext();
        http.Request.Headers[RequestId.HeaderName] = new(["one", "two"]);
        Assert.True(Guid.TryParseExact(RequestId.AssignRequestId(http, TimeProvider.System), "N", out _));
    }
}
