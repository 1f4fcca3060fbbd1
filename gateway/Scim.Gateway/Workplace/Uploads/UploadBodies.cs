using System.Text.Json.Serialization;
using Scim.Gateway.Http;
using Scim.GrainInterfaces.Uploads;

namespace Scim.Gateway.Workplace.Uploads;

/// <summary>An upload that was accepted.</summary>
/// <param name="Id">Its id.</param>
internal sealed record UploadAcceptedBody(string Id);

/// <summary>An upload.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State"><c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Rows">How many rows there are and what became of them.</param>
/// <param name="Mode"><c>add</c> or <c>replace</c>.</param>
/// <param name="CreateGroups">Whether groups that do not exist are made.</param>
/// <param name="DryRun">Whether nothing is written.</param>
/// <param name="Blanks"><c>leave</c> or <c>clear</c>.</param>
/// <param name="NewGroups">Names of groups that were made, or in a dry run would be; the first hundred.</param>
/// <param name="Actor">The credential that uploaded.</param>
/// <param name="Created">When it was uploaded.</param>
/// <param name="Ended">When it ended, or null.</param>
/// <param name="Problem">Why it failed, or null.</param>
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
    /// <summary>The body for an upload.</summary>
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

    // CA1308 wants upper case; what clients see is lower.
#pragma warning disable CA1308
    private static string FormatEnum<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
#pragma warning restore CA1308
}

/// <summary>How many rows there are, and what became of them.</summary>
/// <param name="Total">Rows in the file.</param>
/// <param name="Done">Rows that were looked at, those that failed among them.</param>
/// <param name="Failed">Rows that failed.</param>
/// <param name="Created">Users that were created, or in a dry run would be.</param>
/// <param name="Updated">Users that were changed, or in a dry run would be.</param>
/// <param name="Unchanged">Users that already were as their rows say.</param>
internal sealed record UploadRowsBody(
    long Total,
    long Done,
    long Failed,
    long Created,
    long Updated,
    long Unchanged
)
{
    /// <summary>The body for counts.</summary>
    public static UploadRowsBody FromCounts(UploadCounts counts) =>
        new(
            counts.Total,
            counts.Processed,
            counts.Failed,
            counts.Created,
            counts.Updated,
            counts.Unchanged
        );
}

/// <summary>A page of uploads.</summary>
/// <param name="Uploads">The uploads, the newest first.</param>
/// <param name="Next">What to pass as <c>after</c> for the next page; null on the last one.</param>
internal sealed record UploadListBody(IReadOnlyList<UploadBody> Uploads, string? Next);

/// <summary>Why a row failed.</summary>
/// <param name="Row">Its number: the row behind the header is 1.</param>
/// <param name="Line">The line in which it begins: the header is in line 1.</param>
/// <param name="Column">The column as the header calls it, or null where it is not one column's fault.</param>
/// <param name="Detail">What is wrong and the way out.</param>
/// <param name="UserId">The user, where there is one.</param>
internal sealed record UploadErrorBody(
    long Row,
    long Line,
    string? Column,
    string Detail,
    string? UserId
);

/// <summary>A page of rows that failed.</summary>
/// <param name="Errors">The rows, in their order.</param>
/// <param name="Next">What to pass as <c>after</c> for the next page; null when there are no more so far.</param>
internal sealed record UploadErrorListBody(IReadOnlyList<UploadErrorBody> Errors, long? Next);

/// <summary>JSON of this area.</summary>
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
