using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Http;

/// <summary>
/// Reads a request's body as a whole. The bytes are the caller's own, not from a pool: a grain call that timed out may
/// still be reading them when the request is over.
/// </summary>
internal static class RequestBody
{
    private const int InitialBufferSize = 4096;

    /// <summary>
    /// Reads at most <paramref name="limit"/> bytes of a body in one of the <paramref name="accepted"/> media types.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">How many bytes there may be.</param>
    /// <param name="accepted">The media types.</param>
    /// <param name="limitName">What the limit is called in messages.</param>
    /// <returns>The bytes, or UnsupportedMediaType, PayloadTooLarge, InvalidSyntax (no body).</returns>
    /// <exception cref="BadHttpRequestException">The body is not what HTTP demands, or stopped coming.</exception>
    public static async ValueTask<(ReadOnlyMemory<byte> Bytes, ScimError? Error)> ReadBodyAsync(
        HttpRequest request,
        int limit,
        string[] accepted,
        string limitName = "MaxBodyBytes"
    )
    {
        if (!MediaTypes.IsReadable(request.ContentType, accepted))
            return (default, CreateMediaTypeError(accepted));
        if (request.ContentLength > limit)
            return (default, CreateTooLargeError(limit, limitName));
        if (request.ContentLength == 0)
            return (default, BodyMissing);
        try
        {
            (byte[] buffer, int length) = await ReadBodyAsync(
                request.BodyReader,
                (int?)request.ContentLength,
                limit,
                request.HttpContext.RequestAborted
            );
            return length > limit ? (default, CreateTooLargeError(limit, limitName))
                : length == 0 ? (default, BodyMissing)
                : (buffer.AsMemory(0, length), null);
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw new BadHttpRequestException("The request's body ended before its end.", e);
        }
    }

    private static ScimError BodyMissing { get; } =
        new(
            ScimErrorKind.InvalidSyntax,
            "The request has no body; this method needs a JSON object."
        );

    // With a known length the array has it from the start; without one it doubles, never beyond one byte more than the
    // limit.
    private static async ValueTask<(byte[] Buffer, int Length)> ReadBodyAsync(
        PipeReader body,
        int? length,
        int limit,
        CancellationToken aborted
    )
    {
        byte[] buffer = new byte[length ?? Math.Min(InitialBufferSize, limit + 1)];
        int filled = 0;
        while (true)
        {
            ReadResult read = await body.ReadAsync(aborted);
            ReadOnlySequence<byte> chunk = read.Buffer;
            if (chunk.Length > 0)
            {
                int wanted = (int)Math.Min(chunk.Length, limit + 1 - filled);
                if (filled + wanted > buffer.Length)
                    Array.Resize(
                        ref buffer,
                        Math.Min(limit + 1, Math.Max(buffer.Length * 2, filled + wanted))
                    );
                chunk.Slice(0, wanted).CopyTo(buffer.AsSpan(filled));
                filled += wanted;
            }

            body.AdvanceTo(chunk.End);
            if (read.IsCompleted || read.IsCanceled || filled > limit)
                return (buffer, filled);
        }
    }

    private static ScimError CreateMediaTypeError(string[] accepted) =>
        new(
            ScimErrorKind.UnsupportedMediaType,
            $"The body's Content-Type must be {string.Join(" or ", accepted)}, in UTF-8."
        );

    private static ScimError CreateTooLargeError(int limit, string name) =>
        new(
            ScimErrorKind.PayloadTooLarge,
            $"The body is larger than the limit {name} of {limit} bytes. Send less at once."
        );
}
