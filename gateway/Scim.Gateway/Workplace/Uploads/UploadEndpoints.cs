using System.Globalization;
using System.Text;
using Scim.Gateway.Http;
using Scim.Gateway.Resources;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.GrainInterfaces.Uploads;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Workplace.Uploads;

/// <summary>The endpoints of uploads, except for the upload itself (<see cref="UploadReceiver"/>).</summary>
internal static class UploadEndpoints
{
    private const int MaxUploadCount = 200,
        DefaultUploadCount = 50,
        MaxErrorCount = 1000,
        DefaultErrorCount = 100;

    private static ScimError UploadNotFound { get; } =
        new(ScimErrorKind.NotFound, "Upload not found. It may have expired.");

    /// <summary>GET <c>/uploads</c>.</summary>
    public static async Task<ApiResponse> ListUploadsAsync(WorkplaceRequest request)
    {
        if (
            UploadQuery.ReadNumber(request, "count", 1, MaxUploadCount, DefaultUploadCount, out long count) is
            { } countError
        )
            return countError;
        if (request.GetQueryValue("after") is { } after && !ResourceIds.IsWellFormed(after))
            return new ScimError(ScimErrorKind.InvalidValue, "after must be the `next` value from the previous page.");
        IReadOnlyList<UploadInfo> uploads = await request
            .Grains.GetGrain<IUploadListGrain>(ResourceKey.ForUploads(request.Tenant).ToString())
            .ListUploads(request.GetQueryValue("after"), (int)count + 1);
        UploadBody[] page = [.. uploads.Take((int)count).Select(UploadBody.FromInfo)];
        return JsonResponses.Ok(
            new UploadListBody(page, uploads.Count > count ? page[^1].Id : null),
            UploadJsonContext.Default.UploadListBody
        );
    }

    /// <summary>GET <c>/uploads/{uploadId}</c>.</summary>
    public static async Task<ApiResponse> ReadUploadAsync(WorkplaceRequest request)
    {
        if (GetUploadGrain(request) is not { } upload)
            return UploadNotFound;
        ScimResult<UploadInfo> read = await upload.Read();
        return read.Value is { } info
            ? JsonResponses.Ok(UploadBody.FromInfo(info), UploadJsonContext.Default.UploadBody)
            : read.Error!;
    }

    /// <summary>POST <c>/uploads/{uploadId}/cancel</c>.</summary>
    public static async Task<ApiResponse> CancelUploadAsync(WorkplaceRequest request) =>
        GetUploadGrain(request) is { } upload ? (await upload.Cancel(request.Origin)).ToHttp() : UploadNotFound;

    /// <summary>GET <c>/uploads/{uploadId}/errors</c>.</summary>
    public static async Task<ApiResponse> ListErrorsAsync(WorkplaceRequest request)
    {
        if (GetUploadGrain(request) is not { } upload)
            return UploadNotFound;
        if (
            UploadQuery.ReadNumber(request, "count", 1, MaxErrorCount, DefaultErrorCount, out long count) is
            { } countError
        )
            return countError;
        if (UploadQuery.ReadNumber(request, "after", 0, int.MaxValue, 0, out long after) is { } afterError)
            return afterError;
        ScimResult<UploadErrorPage> read = await upload.ListErrors(after, (int)count);
        if (read.Value is not { } page)
            return read.Error!;
        UploadErrorBody[] errors =
        [
            .. page.Errors.Select(e => new UploadErrorBody(e.Row, e.Line, e.Column, e.Detail, e.UserId)),
        ];
        return JsonResponses.Ok(
            new UploadErrorListBody(errors, page.Next),
            UploadJsonContext.Default.UploadErrorListBody
        );
    }

    /// <summary>GET <c>/uploads/{uploadId}/result</c>.</summary>
    public static async Task<ApiResponse> ReadResultAsync(WorkplaceRequest request)
    {
        if (GetUploadGrain(request) is not { } upload)
            return UploadNotFound;
        ScimResult<UploadInfo> read = await upload.Read();
        if (read.Value is not { } info)
            return read.Error!;
        if (info.State is UploadState.Running)
        {
            string progress = string.Create(
                CultureInfo.InvariantCulture,
                $"{info.Rows.Processed} of {info.Rows.Total} rows processed"
            );
            return new ScimError(
                ScimErrorKind.Conflict,
                $"The upload is still running ({progress}). Fetch the result after it has ended."
            );
        }

        return new ApiResponse
        {
            Status = 200,
            MediaType = MediaTypes.CsvUtf8,
            FileName = $"upload-{info.Id}.csv",
            BodyChunks = upload.StreamResult(),
        };
    }

    /// <summary>GET <c>/uploads/template</c>.</summary>
    public static Task<ApiResponse> ReadTemplateAsync(WorkplaceRequest request) =>
        Task.FromResult(
            new ApiResponse
            {
                Status = 200,
                MediaType = MediaTypes.CsvUtf8,
                FileName = "users.csv",
                Body = Encoding.UTF8.GetBytes(string.Join(',', UploadColumns.Template) + "\r\n"),
            }
        );

    private static IBulkUploadGrain? GetUploadGrain(WorkplaceRequest request) =>
        ResourceIds.IsWellFormed(request.GetRouteValue("uploadId"))
            ? request.GetGrain<IBulkUploadGrain>(request.GetRouteValue("uploadId"))
            : null;
}
