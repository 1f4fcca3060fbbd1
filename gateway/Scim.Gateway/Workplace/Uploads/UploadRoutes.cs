using Scim.Gateway.Http;
using Scim.Gateway.Routing;
using static Scim.Gateway.Workplace.WorkplaceOperation;

namespace Scim.Gateway.Workplace.Uploads;

/// <summary>Users from a table: uploads as jobs.</summary>
internal static class UploadRoutes
{
    /// <summary>The area.</summary>
    public static WorkplaceArea Area { get; } =
        new(
            "Uploads",
            "Users from a CSV file, as jobs with progress",
            UploadJsonContext.Default,
            new ApiRoute<WorkplaceRequest>(
                "/uploads",
                Post(
                        "Uploads a CSV file of users and begins to work through it.",
                        UploadReceiver.ReceiveUploadAsync
                    )
                    .WithQueryParameter(
                        "mode",
                        typeof(string),
                        "What the column groups means: `add` (default), the users are put into the groups; `replace`, they are in no others afterwards."
                    )
                    .WithQueryParameter(
                        "createGroups",
                        typeof(bool),
                        "Whether groups that do not exist are made; otherwise (default) the rows that name them fail."
                    )
                    .WithQueryParameter(
                        "dryRun",
                        typeof(bool),
                        "Whether everything is checked and nothing written. Default false."
                    )
                    .WithQueryParameter(
                        "blanks",
                        typeof(string),
                        "What blank cells mean for users who are there: `leave` or `clear`. Default: the tenant's setting upload.blanks."
                    )
                    .WithBody<string>(MediaTypes.Csv)
                    .WithResponse<UploadAcceptedBody>(202),
                Get("Lists uploads, the newest first.", UploadEndpoints.ListUploadsAsync)
                    .WithQueryParameter(
                        "after",
                        typeof(string),
                        "The id of the upload to continue behind."
                    )
                    .WithQueryParameter(
                        "count",
                        typeof(int),
                        "How many at most, 1 to 200. Default 50."
                    )
                    .WithResponse<UploadListBody>(200)
            ),
            new ApiRoute<WorkplaceRequest>(
                "/uploads/template",
                Get(
                        "A CSV file with the usual columns and no rows.",
                        UploadEndpoints.ReadTemplateAsync
                    )
                    .WithResponse<string>(200, MediaTypes.Csv)
            ),
            new ApiRoute<WorkplaceRequest>(
                "/uploads/{uploadId}",
                Get("Tells how far an upload is.", UploadEndpoints.ReadUploadAsync)
                    .WithResponse<UploadBody>(200)
            ),
            new ApiRoute<WorkplaceRequest>(
                "/uploads/{uploadId}/cancel",
                Post(
                        "Ends an upload behind the rows that are under way; what was done stays.",
                        UploadEndpoints.CancelUploadAsync
                    )
                    .WithResponse(204)
            ),
            new ApiRoute<WorkplaceRequest>(
                "/uploads/{uploadId}/errors",
                Get(
                        "Lists the rows that failed, with line and column.",
                        UploadEndpoints.ListErrorsAsync
                    )
                    .WithQueryParameter("after", typeof(long), "The row to continue behind.")
                    .WithQueryParameter(
                        "count",
                        typeof(int),
                        "How many at most, 1 to 1000. Default 100."
                    )
                    .WithResponse<UploadErrorListBody>(200)
            ),
            new ApiRoute<WorkplaceRequest>(
                "/uploads/{uploadId}/result",
                Get(
                        "The file again, with each row's status, user id and error. Only for an upload that has ended.",
                        UploadEndpoints.ReadResultAsync
                    )
                    .WithResponse<string>(200, MediaTypes.Csv)
            )
        );
}
