using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Scim.Gateway.Http;
using Scim.Gateway.Resources;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Uploads;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Workplace.Uploads;

/// <summary>
/// Receives an uploaded file: stores it chunk by chunk through the grain of the upload, with one chunk in memory.
/// </summary>
internal static class UploadReceiver
{
    private const int ChunkSize = 256 * 1024;
    private static readonly string[] BodyTypes = [MediaTypes.Csv];

    /// <summary>POST <c>/uploads</c>: 202 after the whole file is stored and is valid CSV.</summary>
    public static async Task<ApiResponse> ReceiveUploadAsync(WorkplaceRequest request)
    {
        HttpRequest http = request.Http.Request;
        long limit = request.Options.Uploads.MaxBytes;
        if (UploadQuery.ReadCommand(request, out BeginUpload command) is { } queryError)
            return queryError;
        if (!MediaTypes.IsReadable(http.ContentType, BodyTypes))
            return new ScimError(
                ScimErrorKind.UnsupportedMediaType,
                "The Content-Type of the body must be text/csv, encoded in UTF-8."
            );
        if (http.ContentLength > limit)
            return CreateTooLargeError(limit);
        if (http.ContentLength == 0)
            return new ScimError(ScimErrorKind.InvalidSyntax, "The request has no body. Send a CSV file.");

        if (ContentCoding.OpenBody(http) is not { } body)
            return ContentCoding.UnsupportedCoding;
        try
        {
            return await ReceiveFileAsync(request, command, body, limit);
        }
        finally
        {
            await ContentCoding.CloseBodyAsync(http, body);
        }
    }

    private static async Task<ApiResponse> ReceiveFileAsync(
        WorkplaceRequest request,
        BeginUpload command,
        PipeReader body,
        long limit
    )
    {
        // Kestrel accepts more than the limit, so that a client whose file is too large finishes sending and reads the
        // response.
        if (request.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = Math.Max(limit * 2, size.MaxRequestBodySize ?? 0);
        string id = ResourceIds.CreateId(request.Time);
        IBulkUploadGrain upload = request.GetGrain<IBulkUploadGrain>(id);
        if ((await upload.BeginUpload(command)).Error is { } refused)
            return refused;
        bool started = false;
        try
        {
            if (await StoreChunksAsync(request.Http.Request, body, upload, limit) is { } error)
                return error;
            ScimResult<UploadInfo> start = await upload.StartImport();
            if (start.Error is { } malformed)
                return malformed;
            started = true;
            return JsonResponses.Accepted(
                new UploadAcceptedBody(id),
                UploadJsonContext.Default.UploadAcceptedBody,
                request.FormatLocation($"/uploads/{id}")
            );
        }
        finally
        {
            // An upload that has started continues, whatever the outcome of the response.
            if (!started)
                await upload.AbandonUpload();
        }
    }

    private static async Task<ScimError?> StoreChunksAsync(
        HttpRequest request,
        PipeReader body,
        IBulkUploadGrain upload,
        long limit
    )
    {
        long taken = 0;
        int index = 0,
            filled = 0;
        byte[] chunk = new byte[ChunkSize];
        while (true)
        {
            ReadResult read = await ContentCoding.ReadBodyAsync(request, body);
            int wanted = (int)Math.Min(read.Buffer.Length, ChunkSize - filled);
            ReadOnlySequence<byte> source = read.Buffer.Slice(0, wanted);
            bool last = read.IsCompleted && wanted == read.Buffer.Length;
            source.CopyTo(chunk.AsSpan(filled));
            body.AdvanceTo(source.End);
            (filled, taken) = (filled + wanted, taken + wanted);
            if (taken > limit)
                return CreateTooLargeError(limit);
            if (filled > 0 && (last || filled == ChunkSize))
            {
                if ((await upload.AppendChunk(index++, chunk.AsMemory(0, filled))).Error is { } error)
                    return error;

                // A new buffer for the next chunk: a grain call that timed out may still read this one.
                (chunk, filled) = (new byte[ChunkSize], 0);
            }

            if (last)
                return null;
        }
    }

    private static ScimError CreateTooLargeError(long limit) =>
        new(
            ScimErrorKind.PayloadTooLarge,
            $"The file exceeds the limit Scim:Uploads:MaxBytes of {limit} bytes. Split it into several files."
        );
}
