using Microsoft.Extensions.Primitives;
using Scim.Gateway.Http;

namespace Scim.Gateway.Tests.Http;

/// <summary>Tests which media types are accepted for bodies, and which one a response has.</summary>
[Trait("rfc", "7644-3.1")]
public sealed class MediaTypesTests
{
    [Theory]
    [InlineData("application/scim+json", true)]
    [InlineData("application/json", true)]
    [InlineData("APPLICATION/JSON", true)]
    [InlineData("application/scim+json; charset=utf-8", true)]
    [InlineData("application/scim+json;charset=\"UTF-8\"", true)]
    [InlineData("application/json; profile=x", true)]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("application/json; charset=utf-16", false)]
    [InlineData("application/scim+json; charset=iso-8859-1", false)]
    [InlineData("text/plain", false)]
    [InlineData("text/json", false)]
    [InlineData("application/scim", false)]
    [InlineData("application/json-patch+json", false)]
    [InlineData("application/*", false)]
    [InlineData("*/*", false)]
    [InlineData("nonsense", false)]
    [InlineData("application/json, application/json", false)]
    public void IsReadable_OfAContentType_AcceptsJsonInUtf8(string? contentType, bool readable) =>
        Assert.Equal(readable, MediaTypes.IsReadable(contentType, [MediaTypes.Scim, MediaTypes.Json]));

    [Theory]
    [InlineData(null, "application/scim+json")]
    [InlineData("", "application/scim+json")]
    [InlineData("*/*", "application/scim+json")]
    [InlineData("application/*", "application/scim+json")]
    [InlineData("application/scim+json", "application/scim+json")]
    [InlineData("application/json", "application/json")]
    [InlineData("Application/JSON", "application/json")]
    [InlineData("application/json; charset=utf-8", "application/json")]
    [InlineData("application/json, application/scim+json", "application/scim+json")]
    [InlineData("application/scim+json;q=0.5, application/json", "application/json")]
    [InlineData("application/scim+json, application/json;q=0.5", "application/scim+json")]
    [InlineData("application/json, text/plain, */*", "application/scim+json")]
    [InlineData("application/json, */*;q=0.1", "application/json")]
    [InlineData("application/scim+json;q=0, */*", "application/json")]
    [InlineData("text/html", "application/scim+json")]
    [InlineData("text/*, application/json;q=0.2", "application/json")]
    [InlineData("nonsense", "application/scim+json")]
    [InlineData(";;;", "application/scim+json")]
    [InlineData("*/*;q=abc", "application/scim+json")]
    public void NegotiateResponseType_OfAnAcceptHeader_IsPlainJsonOnlyWherePreferred(string? accept, string expected) =>
        Assert.Equal(
            expected,
            MediaTypes.NegotiateResponseType(accept is null ? StringValues.Empty : new StringValues(accept))
        );

    [Fact]
    public void NegotiateResponseType_OfSeveralHeaders_WeighsThemTogether() =>
        Assert.Equal(
            MediaTypes.Json,
            MediaTypes.NegotiateResponseType(
                new StringValues(["application/scim+json;q=0.1", "application/json;q=0.2"])
            )
        );
}
