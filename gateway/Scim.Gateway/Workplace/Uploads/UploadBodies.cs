using System.Text.Json.Serialization;
using Scim.Gateway.Http;
using Scim.GrainInterfaces.Uploads;

namespace Scim.Gateway.Workplace.Uploads;

/// <summary>An accepted upload.</summary>
/// <param name="Id">The id of the upload.</param>
internal sealed record UploadAcceptedBody(string Id);

/// <summary>An upload.</summary>
/// <param name="Id">The id.</param>
/// <param name="State"><c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Rows">The row counts.</param>
/// <param name="Mode"><c>add</c> or <c>replace</c>.</param>
/// <param name="CreateGroups">Whether missing groups are created.</param>
/// <param name="DryRun">Whether the upload is only validated.</param>
/// <param name="Blanks"><c>leave</c> or <c>clear</c>.</param>
/// <param name="NewGroups">
/// The names of the created groups, or of those a dry run would create; at most the first 100.
/// </param>
/// <param name="Actor">The credential of the request.</param>
/// <param name="Created">The time of the request.</param>
/// <param name="Ended">The time of completion, or null.</param>
/// <param name="Problem">The reason for failure, or null.</param>
internal sealed record UploadBody(
    string Id,
    string State,
    UploadRowsBody Rows,
    string Mode,
    bool CreateGroups,
    bool DryRun,
    string Blanks,
    IReadOnlyList<string> NewGroups,
    string Actor,
    DateTimeOffset Created,
    DateTimeOffset? Ended,
    string? Problem
)
{
    /// <summary>Creates the body from an upload.</summary>
    public static UploadBody FromInfo(UploadInfo info) =>
        new(
            info.Id,
            FormatEnum(info.State),
            UploadRowsBody.FromCounts(info.Rows),
            FormatEnum(info.Mode),
            info.ShouldCreateGroups,
            info.IsDryRun,
            FormatEnum(info.Blanks),
            info.NewGroups,
            info.Actor,
            info.Created,
            info.Ended,
            info.Problem
        );

    // CA1308 prefers upper case, but the API uses lower case.
#pragma warning disable CA1308
    private static string FormatEnum<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
#pragma warning restore CA1308
}

/// <summary>The row counts of an upload.</summary>
/// <param name="Total">The rows in the file.</param>
/// <param name="Done">The processed rows, including failed ones.</param>
/// <param name="Failed">The failed rows.</param>
/// <param name="Created">The users that were created, or would be in a dry run.</param>
/// <param name="Updated">The users that were changed, or would be in a dry run.</param>
/// <param name="Unchanged">The users that already matched their row.</param>
internal sealed record UploadRowsBody(long Total, long Done, long Failed, long Created, long Updated, long Unchanged)
{
    /// <summary>Creates the body from counts.</summary>
    public static UploadRowsBody FromCounts(UploadCounts counts) =>
        new(counts.Total, counts.Processed, counts.Failed, counts.Created, counts.Updated, counts.Unchanged);
}

/// <summary>A page of uploads.</summary>
/// <param name="Uploads">The uploads, newest first.</param>
/// <param name="Next">The value of <c>after</c> for the next page; null on the last page.</param>
internal sealed record UploadListBody(IReadOnlyList<UploadBody> Uploads, string? Next);

/// <summary>The error of a row.</summary>
/// <param name="Row">The row number; the row after the header is 1.</param>
/// <param name="Line">The line in which the row begins; the header is in line 1.</param>
/// <param name="Column">The name of the column in the header, or null if the error does not concern one column.</param>
/// <param name="Detail">What is wrong and how to correct it.</param>
/// <param name="UserId">The id of the user, or null if there is none.</param>
internal sealed record UploadErrorBody(long Row, long Line, string? Column, string Detail, string? UserId);

/// <summary>A page of row errors.</summary>
/// <param name="Errors">The errors, ordered by row.</param>
/// <param name="Next">The value of <c>after</c> for the next page; null if there are no further errors so far.</param>
internal sealed record UploadErrorListBody(IReadOnlyList<UploadErrorBody> Errors, long? Next);

/// <summary>The JSON of this area.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    MaxDepth = 16,
    Converters = [typeof(ScimDateTimeJsonConverter)]
)]
[
    JsonSerializable(typeof(UploadAcceptedBody)),
    JsonSerializable(typeof(UploadBody)),
    JsonSerializable(typeof(UploadListBody))
]
[JsonSerializable(typeof(UploadErrorListBody)), JsonSerializable(typeof(long))]
internal sealed partial class UploadJsonContext : JsonSerializerContext;
