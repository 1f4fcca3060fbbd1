using System.Text;
using Microsoft.AspNetCore.Http;
using Scim.Gateway.Http;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Tests.Http;

/// <summary>Tests that bodies are read completely or rejected with a reason.</summary>
public sealed class RequestBodyTests
{
    private const int Limit = 10_000;

    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(4096, false)]
    [InlineData(4097, false)]
    [InlineData(9_999, false)]
    [InlineData(Limit, true)]
    [InlineData(Limit, false)]
    public async Task ReadBody_UpToTheLimit_IsTheWholeBody(int length, bool lengthKnown)
    {
        string text = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + i % 26)));
        (ReadOnlyMemory<byte> bytes, ScimError? error) = await RequestBody.ReadBodyAsync(
            CreateRequest(text, lengthKnown),
            Limit,
            [MediaTypes.Json]
        );
        Assert.Null(error);
        Assert.Equal(text, Encoding.UTF8.GetString(bytes.Span));
    }

    [Theory]
    [InlineData(Limit + 1, true)]
    [InlineData(Limit + 1, false)]
    [InlineData(Limit * 20, true)]
    [InlineData(Limit * 20, false)]
    public async Task ReadBody_BeyondTheLimit_IsTooLargeAndNamesIt(int length, bool lengthKnown)
    {
        (_, ScimError? error) = await RequestBody.ReadBodyAsync(
            CreateRequest(new string('x', length), lengthKnown),
            Limit,
            [MediaTypes.Json]
        );
        Assert.Equal(ScimErrorKind.PayloadTooLarge, error!.Kind);
        Assert.Contains("10000", error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadBody_OfEmptyBody_IsInvalidSyntax(bool lengthKnown)
    {
        (_, ScimError? error) = await RequestBody.ReadBodyAsync(
            CreateRequest("", lengthKnown),
            Limit,
            [MediaTypes.Json]
        );
        Assert.Equal(ScimErrorKind.InvalidSyntax, error!.Kind);
    }

    [Fact]
    public async Task ReadBody_OfAnotherMediaType_IsUnsupportedBeforeAnythingIsRead()
    {
        HttpRequest request = CreateRequest("<x/>", true);
        request.ContentType = "application/xml";
        (_, ScimError? error) = await RequestBody.ReadBodyAsync(request, Limit, [MediaTypes.Scim, MediaTypes.Json]);
        Assert.Equal(ScimErrorKind.UnsupportedMediaType, error!.Kind);
        Assert.Equal(0, request.Body.Position);
    }

    private static HttpRequest CreateRequest(string body, bool lengthKnown)
    {
        HttpRequest request = new DefaultHttpContext().Request;
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        request.Body = new MemoryStream(bytes);
        request.ContentType = MediaTypes.Json;
        if (lengthKnown)
            request.ContentLength = bytes.Length;
        return request;
    }
}
