using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;

namespace Scim.Gateway.Tests.Http;

/// <summary>Ids of requests.</summary>
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
    public void IsSane_OfAClientsId_TakesPlainWords(string? id, bool sane) => Assert.Equal(sane, RequestId.IsSane(id));

    [Fact]
    public void IsSane_OfALongId_IsFalse()
    {
        Assert.True(RequestId.IsSane(new string('a', 64)));
        Assert.False(RequestId.IsSane(new string('a', 65)));
    }

    [Fact]
    public void Assign_WithASaneId_KeepsIt()
    {
        var http = new DefaultHttpContext();
        http.Request.Headers[RequestId.Header] = "from-the-client";
        Assert.Equal("from-the-client", RequestId.Assign(http, TimeProvider.System));
        Assert.Equal("from-the-client", http.Response.Headers[RequestId.Header]);
        Assert.Equal("from-the-client", http.TraceIdentifier);
    }

    [Theory]
    [InlineData("not sane")]
    [InlineData(null)]
    public void Assign_WithoutASaneId_MakesOne(string? given)
    {
        var http = new DefaultHttpContext();
        if (given is not null) http.Request.Headers[RequestId.Header] = given;
        string id = RequestId.Assign(http, TimeProvider.System);
        Assert.True(Guid.TryParseExact(id, "N", out _));
        Assert.Equal(id, http.Response.Headers[RequestId.Header]);
    }

    [Fact]
    public void Assign_WithTwoIds_MakesOne()
    {
        var http = new DefaultHttpContext();
        http.Request.Headers[RequestId.Header] = new(["one", "two"]);
        Assert.True(Guid.TryParseExact(RequestId.Assign(http, TimeProvider.System), "N", out _));
    }
}
