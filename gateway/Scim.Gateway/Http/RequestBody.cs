using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Http;

/// <summary>Reads a whole request body, decoded if it has a content coding.</summary>
/// <remarks>
/// The bytes are not from a pool, because a grain call that timed out may still read them after the request has ended.
/// </remarks>
internal static class RequestBody
{
    private const int InitialBufferSize = 4096;

    /// <summary>
    /// Reads a body of at most <paramref name="limit"/> bytes, before and after decoding, in one of the
    /// <paramref name="accepted"/> media types.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">The maximum size in bytes.</param>
    /// <param name="accepted">The accepted media types.</param>
    /// <param name="limitName">The name of the limit in error messages.</param>
    /// <returns>The bytes; or UnsupportedMediaType, PayloadTooLarge or InvalidSyntax (no body).</returns>
    /// <exception cref="BadHttpRequestException">The body is malformed, or ended prematurely.</exception>
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
        if (ContentCoding.OpenBody(request) is not { } body)
            return (default, ContentCoding.UnsupportedCoding);
        try
        {
            (byte[] buffer, int length) = await ReadBodyAsync(
                request,
                body,
                ContentCoding.IsEncoded(request) ? null : (int?)request.ContentLength,
                limit
            );
            return length > limit ? (default, CreateTooLargeError(limit, limitName))
                : length == 0 ? (default, BodyMissing)
                : (buffer.AsMemory(0, length), null);
        }
        finally
        {
            await ContentCoding.CloseBodyAsync(request, body);
        }
    }

    private static ScimError BodyMissing { get; } =
        new(ScimErrorKind.InvalidSyntax, "The request has no body. Send the body that this operation requires.");

    // If the length is known, the buffer has that size from the start. Otherwise it doubles, up to one byte more than
    // the limit.
    private static async ValueTask<(byte[] Buffer, int Length)> ReadBodyAsync(
        HttpRequest request,
        PipeReader body,
        int? length,
        int limit
    )
    {
        byte[] buffer = new byte[length ?? Math.Min(InitialBufferSize, limit + 1)];
        int filled = 0;
        while (true)
        {
            ReadResult read = await ContentCoding.ReadBodyAsync(request, body);
            ReadOnlySequence<byte> chunk = read.Buffer;
            if (chunk.Length > 0)
            {
                int wanted = (int)Math.Min(chunk.Length, limit + 1 - filled);
                if (filled + wanted > buffer.Length)
                    Array.Resize(ref buffer, Math.Min(limit + 1, Math.Max(buffer.Length * 2, filled + wanted)));
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
            $"The Content-Type of the body must be {string.Join(" or ", accepted)}, encoded in UTF-8."
        );

    private static ScimError CreateTooLargeError(int limit, string name) =>
        new(
            ScimErrorKind.PayloadTooLarge,
            $"The body exceeds the limit {name} of {limit} bytes. Split the request into smaller ones."
        );
}
