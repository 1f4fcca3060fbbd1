using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Scim.Gateway.Http;
using Scim.Gateway.Resources;
using Scim.Gateway.Routing;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Uploads;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Workplace.Uploads;

/// <summary>Takes a file in: piece by piece from the request to the job's grain, one piece in memory.</summary>
internal static class UploadReceiver
{
    private const int ChunkSize = 256 * 1024;
    private static readonly string[] BodyTypes = [MediaTypes.Csv];

    /// <summary>POST: 202 once the file is stored whole and is CSV from end to end.</summary>
    public static async Task<ApiResponse> ReceiveUploadAsync(WorkplaceRequest request)
    {
        HttpRequest http = request.Http.Request;
        long limit = request.Options.Uploads.MaxBytes;
        if (UploadQuery.ReadCommand(request, out BeginUpload command) is { } wrong)
            return wrong;
        if (!MediaTypes.IsReadable(http.ContentType, BodyTypes))
            return new ScimError(
                ScimErrorKind.UnsupportedMediaType,
                "The body's Content-Type must be text/csv, in UTF-8."
            );
        if (http.ContentLength > limit)
            return CreateTooLargeError(limit);
        if (http.ContentLength == 0)
            return new ScimError(
                ScimErrorKind.InvalidSyntax,
                "The request has no body; this method needs a CSV file."
            );

        // More than the limit, so that a client which sends too much is done sending and sees the answer.
        if (
            request.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is
            { IsReadOnly: false } size
        )
            size.MaxRequestBodySize = Math.Max(limit * 2, size.MaxRequestBodySize ?? 0);
        string id = ResourceIds.CreateId(request.Time);
        IBulkUploadGrain upload = request.GetGrain<IBulkUploadGrain>(id);
        if ((await upload.BeginUpload(command)).Error is { } refused)
            return refused;
        bool started = false;
        try
        {
            if (
                await StoreChunksAsync(
                    http.BodyReader,
                    upload,
                    limit,
                    request.Http.RequestAborted
                ) is
                { } error
            )
                return error;
            ScimResult<UploadInfo> start = await upload.StartImport();
            if (start.Error is { } malformed)
                return malformed;
            started = true;
            return WorkplaceResponses.Accepted(
                new UploadAcceptedBody(id),
                UploadJsonContext.Default.UploadAcceptedBody,
                request.FormatLocation($"/uploads/{id}")
            );
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw new BadHttpRequestException("The request's body ended before its end.", e);
        }
        finally
        {
            // A job that has started stays, whatever became of the answer.
            if (!started)
                await upload.AbandonUpload();
        }
    }

    private static async Task<ScimError?> StoreChunksAsync(
        PipeReader body,
        IBulkUploadGrain upload,
        long limit,
        CancellationToken aborted
    )
    {
        long taken = 0;
        int index = 0,
            filled = 0;
        byte[] piece = new byte[ChunkSize];
        while (true)
        {
            ReadResult read = await body.ReadAsync(aborted);
            int wanted = (int)Math.Min(read.Buffer.Length, ChunkSize - filled);
            ReadOnlySequence<byte> chunk = read.Buffer.Slice(0, wanted);
            bool last = read.IsCompleted && wanted == read.Buffer.Length;
            chunk.CopyTo(piece.AsSpan(filled));
            body.AdvanceTo(chunk.End);
            (filled, taken) = (filled + wanted, taken + wanted);
            if (taken > limit)
                return CreateTooLargeError(limit);
            if (filled > 0 && (last || filled == ChunkSize))
            {
                if (
                    (await upload.AppendChunk(index++, piece.AsMemory(0, filled))).Error is
                    { } error
                )
                    return error;

                // Bytes of its own for the next one: a call that timed out may still be reading these.
                (piece, filled) = (new byte[ChunkSize], 0);
            }

            if (last)
                return null;
        }
    }

    private static ScimError CreateTooLargeError(long limit) =>
        new(
            ScimErrorKind.PayloadTooLarge,
            $"The file is larger than the limit Uploads:MaxBytes of {limit} bytes. Upload it in parts."
        );
}
