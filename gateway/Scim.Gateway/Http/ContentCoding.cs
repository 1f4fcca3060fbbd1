using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Http;

/// <summary>Decodes request bodies with a content coding (<c>Content-Encoding</c>, RFC 9110 section 8.4).</summary>
/// <remarks>
/// Readers must limit the number of decoded bytes: a small body can decode to a very large one. Several codings are
/// not supported, because the intermediate result would have no limit. Programs set
/// <c>System.IO.Compression.UseStrictValidation</c>, so that a truncated body is not taken for a complete one.
/// </remarks>
internal static class ContentCoding
{
    /// <summary>The error for a coding that is not supported.</summary>
    public static ScimError UnsupportedCoding { get; } =
        new(
            ScimErrorKind.UnsupportedMediaType,
            "The Content-Encoding of the body must be gzip, deflate or br, and only one of them. "
                + "Use one of these codings or send the body without a coding."
        );

    /// <summary>Returns whether the body has a coding. The length of such a body is not known in advance.</summary>
    public static bool IsEncoded(HttpRequest request) => GetCoding(request).Length > 0;

    /// <summary>Opens the body.</summary>
    /// <param name="request">The request.</param>
    /// <returns>
    /// A reader of the decoded body for <see cref="ReadBodyAsync"/>, to be closed with <see cref="CloseBodyAsync"/>;
    /// null if the coding is not supported.
    /// </returns>
    public static PipeReader? OpenBody(HttpRequest request)
    {
        switch (GetCoding(request))
        {
            case "":
                return request.BodyReader;
            case "gzip" or "x-gzip":
                return PipeReader.Create(new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true));
            case "deflate":
                return PipeReader.Create(new ZLibStream(request.Body, CompressionMode.Decompress, leaveOpen: true));
            case "br":
                return PipeReader.Create(new BrotliStream(request.Body, CompressionMode.Decompress, leaveOpen: true));
            default:
                // Tells the client what it can use instead (RFC 9110 section 15.5.16).
                request.HttpContext.Response.Headers.AcceptEncoding = "gzip, deflate, br";
                return null;
        }
    }

    /// <summary>Reads from a reader of <see cref="OpenBody"/>.</summary>
    /// <exception cref="BadHttpRequestException">The body is malformed or ended prematurely.</exception>
    public static async ValueTask<ReadResult> ReadBodyAsync(HttpRequest request, PipeReader body)
    {
        try
        {
            return await body.ReadAsync(request.HttpContext.RequestAborted);
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw new BadHttpRequestException("The request body ended prematurely.", e);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException && IsEncoded(request))
        {
            // Brotli reports invalid data as an invalid operation.
            throw new BadHttpRequestException("The request body is not encoded as Content-Encoding says.", e);
        }
    }

    /// <summary>Closes a reader of <see cref="OpenBody"/>. The server closes the body itself.</summary>
    public static ValueTask CloseBodyAsync(HttpRequest request, PipeReader body) =>
        IsEncoded(request) ? body.CompleteAsync() : ValueTask.CompletedTask;

    private static string GetCoding(HttpRequest request)
    {
        StringValues header = request.Headers.ContentEncoding;
        if (header.Count == 0)
            return "";
        string coding = header.ToString().Trim().ToLowerInvariant();
        return coding == "identity" ? "" : coding;
    }
}
