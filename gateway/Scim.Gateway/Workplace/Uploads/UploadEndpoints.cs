using System.Globalization;
using System.Text;
using Scim.Gateway.Http;
using Scim.Gateway.Resources;
using Scim.Gateway.Routing;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Uploads;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Workplace.Uploads;

/// <summary>What can be asked of uploads.</summary>
internal static class UploadEndpoints
{
    private const int MaxUploadCount = 200,
        DefaultUploadCount = 50,
        MaxErrorCount = 1000,
        DefaultErrorCount = 100;

    private static ScimError UploadNotFound { get; } =
        new(
            ScimErrorKind.NotFound,
            "There is no such upload. It was removed when its time was over, or never existed in this tenant."
        );

    /// <summary>GET of the list.</summary>
    public static async Task<ApiResponse> ListUploadsAsync(WorkplaceRequest request)
    {
        if (
            UploadQuery.ReadNumber(
                request,
                "count",
                1,
                MaxUploadCount,
                DefaultUploadCount,
                out long count
            ) is
            { } wrong
        )
            return wrong;
        if (request.GetQueryValue("after") is { } after && !ResourceIds.IsWellFormed(after))
            return new ScimError(ScimErrorKind.InvalidValue, "after must be the id of an upload.");
        IReadOnlyList<UploadInfo> uploads = await request
            .Grains.GetGrain<IUploadListGrain>(ResourceKey.ForUploads(request.Tenant).ToString())
            .ListUploads(request.GetQueryValue("after"), (int)count + 1);
        UploadBody[] page = [.. uploads.Take((int)count).Select(UploadBody.FromInfo)];
        return WorkplaceResponses.Ok(
            new UploadListBody(page, uploads.Count > count ? page[^1].Id : null),
            UploadJsonContext.Default.UploadListBody
        );
    }

    /// <summary>GET of one.</summary>
    public static async Task<ApiResponse> ReadUploadAsync(WorkplaceRequest request)
    {
        if (GetUploadGrain(request) is not { } upload)
            return UploadNotFound;
        ScimResult<UploadInfo> read = await upload.Read();
        return read.Value is { } info
            ? WorkplaceResponses.Ok(UploadBody.FromInfo(info), UploadJsonContext.Default.UploadBody)
            : read.Error!;
    }

    /// <summary>POST that calls one off.</summary>
    public static async Task<ApiResponse> CancelUploadAsync(WorkplaceRequest request) =>
        GetUploadGrain(request) is { } upload
            ? WorkplaceResponses.NoContent(await upload.Cancel(request.Origin))
            : UploadNotFound;

    /// <summary>GET of the rows that failed.</summary>
    public static async Task<ApiResponse> ListErrorsAsync(WorkplaceRequest request)
    {
        if (GetUploadGrain(request) is not { } upload)
            return UploadNotFound;
        if (
            UploadQuery.ReadNumber(
                request,
                "count",
                1,
                MaxErrorCount,
                DefaultErrorCount,
                out long count
            ) is
            { } wrong
        )
            return wrong;
        if (
            UploadQuery.ReadNumber(request, "after", 0, int.MaxValue, 0, out long after) is
            { } wrongRow
        )
            return wrongRow;
        ScimResult<UploadErrorPage> read = await upload.ListErrors(after, (int)count);
        if (read.Value is not { } page)
            return read.Error!;
        UploadErrorBody[] errors =
        [
            .. page.Errors.Select(e => new UploadErrorBody(
                e.Row,
                e.Line,
                e.Column,
                e.Detail,
                e.UserId
            )),
        ];
        return WorkplaceResponses.Ok(
            new UploadErrorListBody(errors, page.Next),
            UploadJsonContext.Default.UploadErrorListBody
        );
    }

    /// <summary>GET of the result.</summary>
    public static async Task<ApiResponse> ReadResultAsync(WorkplaceRequest request)
    {
        if (GetUploadGrain(request) is not { } upload)
            return UploadNotFound;
        ScimResult<UploadInfo> read = await upload.Read();
        if (read.Value is not { } info)
            return read.Error!;
        if (info.State is UploadState.Running)
        {
            string how = string.Create(
                CultureInfo.InvariantCulture,
                $"{info.Rows.Processed} of {info.Rows.Total} rows are done"
            );
            return new ScimError(
                ScimErrorKind.Conflict,
                $"The upload is running: {how}. Its result can be fetched when it has ended."
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

    /// <summary>GET of the template.</summary>
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
