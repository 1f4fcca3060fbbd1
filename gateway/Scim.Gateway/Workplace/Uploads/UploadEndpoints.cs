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
    private const int MostUploads = 200, UsualUploads = 50, MostErrors = 1000, UsualErrors = 100;

    private static ScimError NoUpload { get; } =
        new(ScimErrorKind.NotFound, "There is no such upload. It was removed when its time was over, or never existed in this tenant.");

    /// <summary>GET of the list.</summary>
    public static async Task<Answer> List(WorkplaceRequest request)
    {
        if (UploadQuery.Number(request, "count", 1, MostUploads, UsualUploads, out long count) is { } wrong) return wrong;
        if (request.Query("after") is { } after && !ResourceIds.CouldBeIssued(after)) return new ScimError(ScimErrorKind.InvalidValue, "after must be the id of an upload.");
        IReadOnlyList<UploadInfo> uploads = await request.Grains.GetGrain<IUploadListGrain>(ResourceKey.ForUploads(request.Tenant).ToString())
            .List(request.Query("after"), (int)count + 1);
        UploadBody[] page = [.. uploads.Take((int)count).Select(UploadBody.Of)];
        return WorkplaceAnswers.Ok(new UploadListBody(page, uploads.Count > count ? page[^1].Id : null), UploadJson.Default.UploadListBody);
    }

    /// <summary>GET of one.</summary>
    public static async Task<Answer> Read(WorkplaceRequest request)
    {
        if (Upload(request) is not { } upload) return NoUpload;
        ScimResult<UploadInfo> read = await upload.Read();
        return read.Value is { } info ? WorkplaceAnswers.Ok(UploadBody.Of(info), UploadJson.Default.UploadBody) : read.Error!;
    }

    /// <summary>POST that calls one off.</summary>
    public static async Task<Answer> Cancel(WorkplaceRequest request) =>
        Upload(request) is { } upload ? WorkplaceAnswers.NoContent(await upload.Cancel(request.Caller)) : NoUpload;

    /// <summary>GET of the rows that failed.</summary>
    public static async Task<Answer> Errors(WorkplaceRequest request)
    {
        if (Upload(request) is not { } upload) return NoUpload;
        if (UploadQuery.Number(request, "count", 1, MostErrors, UsualErrors, out long count) is { } wrong) return wrong;
        if (UploadQuery.Number(request, "after", 0, int.MaxValue, 0, out long after) is { } wrongRow) return wrongRow;
        ScimResult<UploadErrorPage> read = await upload.Errors(after, (int)count);
        if (read.Value is not { } page) return read.Error!;
        UploadErrorBody[] errors = [.. page.Errors.Select(e => new UploadErrorBody(e.Row, e.Line, e.Column, e.Detail, e.UserId))];
        return WorkplaceAnswers.Ok(new UploadErrorListBody(errors, page.Next), UploadJson.Default.UploadErrorListBody);
    }

    /// <summary>GET of the result.</summary>
    public static async Task<Answer> Result(WorkplaceRequest request)
    {
        if (Upload(request) is not { } upload) return NoUpload;
        ScimResult<UploadInfo> read = await upload.Read();
        if (read.Value is not { } info) return read.Error!;
        if (info.State is UploadState.Running)
        {
            string how = string.Create(CultureInfo.InvariantCulture, $"{info.Rows.Done} of {info.Rows.Total} rows are done");
            return new ScimError(ScimErrorKind.Conflict, $"The upload is running: {how}. Its result can be fetched when it has ended.");
        }

        return new Answer { Status = 200, MediaType = MediaTypes.CsvUtf8, FileName = $"upload-{info.Id}.csv", Pieces = upload.Result() };
    }

    /// <summary>GET of the template.</summary>
    public static Task<Answer> Template(WorkplaceRequest request) => Task.FromResult(new Answer
    {
        Status = 200,
        MediaType = MediaTypes.CsvUtf8,
        FileName = "users.csv",
        Body = Encoding.UTF8.GetBytes(string.Join(',', UploadColumns.Template) + "\r\n"),
    });

    private static IBulkUploadGrain? Upload(WorkplaceRequest request) =>
        ResourceIds.CouldBeIssued(request.Route("uploadId")) ? request.Grain<IBulkUploadGrain>(request.Route("uploadId")) : null;
}
