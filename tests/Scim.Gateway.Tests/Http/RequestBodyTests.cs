using System.IO.Compression;
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

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("x-gzip", "gzip")]
    [InlineData("GZIP", "gzip")]
    [InlineData("deflate", "deflate")]
    [InlineData("br", "br")]
    [InlineData("identity", "")]
    public async Task ReadBody_WithContentCoding_IsDecodedUpToTheLimit(string header, string coding)
    {
        foreach (int length in new[] { 1, Limit, Limit + 1, Limit * 100 })
        {
            string text = new('x', length);
            HttpRequest request = CreateRequest(EncodeText(text, coding), true);
            request.Headers.ContentEncoding = header;
            (ReadOnlyMemory<byte> bytes, ScimError? error) = await RequestBody.ReadBodyAsync(
                request,
                Limit,
                [MediaTypes.Json]
            );
            Assert.Equal(length > Limit ? ScimErrorKind.PayloadTooLarge : null, error?.Kind);
            if (error is null)
                Assert.Equal(text, Encoding.UTF8.GetString(bytes.Span));
        }
    }

    [Theory]
    [InlineData("compress")]
    [InlineData("gzip, br")]
    [InlineData("gzip,gzip")]
    [InlineData("zstd")]
    public async Task ReadBody_WithOtherContentCoding_IsUnsupportedAndNamesTheCodings(string header)
    {
        HttpRequest request = CreateRequest("{}", true);
        request.Headers.ContentEncoding = header;
        (_, ScimError? error) = await RequestBody.ReadBodyAsync(request, Limit, [MediaTypes.Json]);
        Assert.Equal(ScimErrorKind.UnsupportedMediaType, error!.Kind);
        Assert.Equal("gzip, deflate, br", request.HttpContext.Response.Headers.AcceptEncoding);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task ReadBody_NotEncodedAsTheHeaderSays_IsABadRequest(string coding)
    {
        HttpRequest request = CreateRequest("{\"userName\":\"ada\"}", true);
        request.Headers.ContentEncoding = coding;
        await Assert.ThrowsAsync<BadHttpRequestException>(async () =>
            await RequestBody.ReadBodyAsync(request, Limit, [MediaTypes.Json])
        );
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task ReadBody_OfTruncatedEncodedBody_IsABadRequest(string coding)
    {
        byte[] encoded = EncodeText("{\"userName\":\"ada\"}", coding);
        for (int length = 1; length < encoded.Length; length++)
        {
            HttpRequest request = CreateRequest(encoded[..length], true);
            request.Headers.ContentEncoding = coding;
            await Assert.ThrowsAsync<BadHttpRequestException>(async () =>
                await RequestBody.ReadBodyAsync(request, Limit, [MediaTypes.Json])
            );
        }
    }

    private static byte[] EncodeText(string text, string coding)
    {
        using var encoded = new MemoryStream();
        using (
            Stream stream = coding switch
            {
                "gzip" => new GZipStream(encoded, CompressionMode.Compress, leaveOpen: true),
                "deflate" => new ZLibStream(encoded, CompressionMode.Compress, leaveOpen: true),
                "br" => new BrotliStream(encoded, CompressionMode.Compress, leaveOpen: true),
                _ => encoded,
            }
        )
            stream.Write(Encoding.UTF8.GetBytes(text));
        return encoded.ToArray();
    }

    private static HttpRequest CreateRequest(string body, bool lengthKnown) =>
        CreateRequest(Encoding.UTF8.GetBytes(body), lengthKnown);

    private static HttpRequest CreateRequest(byte[] body, bool lengthKnown)
    {
        HttpRequest request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(body);
        request.ContentType = MediaTypes.Json;
        if (lengthKnown)
            request.ContentLength = body.Length;
        return request;
    }
}
