using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using static Scim.Gateway.Workplace.WorkplaceOperation;

namespace Scim.Gateway.Workplace.Uploads;

/// <summary>The routes of uploads: imports of users from CSV files as background jobs.</summary>
internal static class UploadRoutes
{
    /// <summary>The area.</summary>
    public static WorkplaceArea Area { get; } =
        new(
            "Uploads",
            "Import of users from CSV files as background jobs",
            UploadJsonContext.Default,
            new ApiRoute<WorkplaceRequest>(
                "/uploads",
                Post(
                        "Upload a CSV file of users",
                        "Checks and stores a CSV file of users, then imports its rows in the background. The "
                            + "first row is the header; `GET /uploads/template` returns the usual columns. "
                            + "Returns the id of the upload; `GET /uploads/{uploadId}` reports its progress. "
                            + "A malformed file is rejected as a whole. Fails with 400 if a parameter or the "
                            + "file is not valid, with 409 if the tenant has too many running uploads, with "
                            + "413 if the file has too many bytes or rows, and with 415 unless the "
                            + "Content-Type is text/csv in UTF-8.",
                        UploadReceiver.ReceiveUploadAsync
                    )
                    .WithQueryParameter(
                        "mode",
                        typeof(string),
                        "The meaning of the column `groups`. `add` (default): users are added to these "
                            + "groups. `replace`: users are also removed from all other groups of which they "
                            + "are direct members."
                    )
                    .WithQueryParameter(
                        "createGroups",
                        typeof(bool),
                        "Whether to create groups that do not exist. The default is false: rows that name them fail."
                    )
                    .WithQueryParameter(
                        "dryRun",
                        typeof(bool),
                        "Whether to check all rows without changing anything. The default is false."
                    )
                    .WithQueryParameter(
                        "blanks",
                        typeof(string),
                        "The meaning of a blank cell for an existing user. `leave`: the attribute keeps its value. "
                            + "`clear`: the value is removed. The default is the tenant's setting `upload.blanks`."
                    )
                    .WithBody<string>(MediaTypes.Csv)
                    .WithResponse<UploadAcceptedBody>(202),
                Get(
                        "List uploads",
                        "Returns the uploads of the tenant, newest first. "
                            + "Ended uploads are included until they expire.",
                        UploadEndpoints.ListUploadsAsync
                    )
                    .WithQueryParameter(
                        "after",
                        typeof(string),
                        "The `next` value from the previous page. Omit it for the first page."
                    )
                    .WithQueryParameter(
                        "count",
                        typeof(int),
                        "The maximum number of uploads to return, from 1 to 200. The default is 50."
                    )
                    .WithResponse<UploadListBody>(200)
            ),
            new ApiRoute<WorkplaceRequest>(
                "/uploads/template",
                Get(
                        "Download the CSV template",
                        "Returns a CSV file with the usual columns and no rows.",
                        UploadEndpoints.ReadTemplateAsync
                    )
                    .WithResponse<string>(200, MediaTypes.Csv)
            ),
            new ApiRoute<WorkplaceRequest>(
                "/uploads/{uploadId}",
                Get(
                        "Read an upload",
                        "Returns the state, the options and the row counts of an upload. "
                            + "Fails with 404 if the upload does not exist or has expired.",
                        UploadEndpoints.ReadUploadAsync
                    )
                    .WithResponse<UploadBody>(200)
            ),
            new ApiRoute<WorkplaceRequest>(
                "/uploads/{uploadId}/cancel",
                Post(
                        "Cancel an upload",
                        "Stops an upload after the rows that are being processed. Processed rows are not "
                            + "undone. Succeeds if the upload was already cancelled. Fails with 404 if the "
                            + "upload does not exist or has expired, and with 409 if it has ended.",
                        UploadEndpoints.CancelUploadAsync
                    )
                    .WithResponse(204)
            ),
            new ApiRoute<WorkplaceRequest>(
                "/uploads/{uploadId}/errors",
                Get(
                        "List an upload's failed rows",
                        "Returns the failed rows with line, column and error, ordered by row. "
                            + "Fails with 404 if the upload does not exist or has expired.",
                        UploadEndpoints.ListErrorsAsync
                    )
                    .WithQueryParameter(
                        "after",
                        typeof(long),
                        "The `next` value from the previous page. Omit it for the first page."
                    )
                    .WithQueryParameter(
                        "count",
                        typeof(int),
                        "The maximum number of rows to return, from 1 to 1000. The default is 100."
                    )
                    .WithResponse<UploadErrorListBody>(200)
            ),
            new ApiRoute<WorkplaceRequest>(
                "/uploads/{uploadId}/result",
                Get(
                        "Download an upload's result",
                        "Returns the uploaded file with the status, user id and error of each row. Fails "
                            + "with 404 if the upload does not exist or has expired, and with 409 while it "
                            + "is running.",
                        UploadEndpoints.ReadResultAsync
                    )
                    .WithResponse<string>(200, MediaTypes.Csv)
            )
        );
}
