using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Scim.Gateway.Http;
using Scim.Protocol.Errors;
using Scim.Protocol.Messages;

namespace Scim.Gateway.Hosting;

/// <summary>
/// Adds a SCIM error body to the responses of Kestrel to requests that are not valid HTTP, such as a URL with blanks,
/// raw UTF-8 or <c>%00</c>.
/// </summary>
/// <remarks>
/// Kestrel rejects such a request before any middleware runs, with an empty 400 or 505 after which it closes the
/// connection. The responses of the service itself are never empty with these statuses. HTTP/2, and TLS that Kestrel
/// itself terminates, pass unchanged.
/// </remarks>
internal static class UnreadableRequestMiddleware
{
    private static readonly byte[] Response = CreateResponse();

    /// <summary>Adds the middleware to a connection pipeline.</summary>
    public static ConnectionDelegate AddErrorBody(ConnectionDelegate next) =>
        connection =>
        {
            connection.Transport = new DuplexPipe(
                connection.Transport.Input,
                new ResponseWriter(connection.Transport.Output)
            );
            return next(connection);
        };

    /// <summary>Whether the bytes are the header of an empty response to an unreadable request.</summary>
    internal static bool IsEmptyRejection(ReadOnlySpan<byte> header) =>
        (header.StartsWith("HTTP/1.1 400 "u8) || header.StartsWith("HTTP/1.1 505 "u8))
        && header.IndexOf("\r\nContent-Length: 0\r\n"u8) > 0
        && header.IndexOf("\r\nConnection: close\r\n"u8) > 0
        && header.EndsWith("\r\n\r\n"u8);

    private static byte[] CreateResponse()
    {
        ReadOnlyMemory<byte> body = ScimErrorWriter.WriteError(
            new ScimError(
                ScimErrorKind.InvalidSyntax,
                "The request is not valid HTTP. Percent-encode blanks, quotation marks and characters outside ASCII in "
                    + "the URL as UTF-8 (RFC 3986 section 2.1), and do not send %00."
            )
        );
        string header = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 400 Bad Request\r\nContent-Type: {MediaTypes.Scim}\r\nContent-Length: {body.Length}\r\n"
                + $"Connection: close\r\n\r\n"
        );
        return [.. Encoding.ASCII.GetBytes(header), .. body.Span];
    }

    private sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    // Kestrel writes the header of a response at once, so it is found at the start of what is written.
    private sealed class ResponseWriter(PipeWriter inner) : PipeWriter
    {
        private Memory<byte> _buffer;

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override void Advance(int bytes)
        {
            if (!IsEmptyRejection(_buffer.Span[..Math.Min(bytes, _buffer.Length)]))
            {
                inner.Advance(bytes);
                return;
            }

            inner.Write(Response);
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => _buffer = inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
            inner.FlushAsync(cancellationToken);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);
    }
}
