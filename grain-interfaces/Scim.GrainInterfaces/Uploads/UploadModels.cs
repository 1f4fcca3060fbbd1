using System.Text.Json.Serialization;
using Scim.GrainInterfaces.Resources;

namespace Scim.GrainInterfaces.Uploads;

/// <summary>Starts an upload with its options.</summary>
[GenerateSerializer, Immutable, Alias("scim.BeginUpload")]
public sealed record BeginUpload
{
    /// <summary>The origin of the request; recorded with every commit of the import.</summary>
    [Id(0)]
    public required RequestOrigin Origin { get; init; }

    /// <summary>How the <c>groups</c> column is applied.</summary>
    [Id(1)]
    public UploadMode Mode { get; init; }

    /// <summary>Whether to create groups that do not exist. If false, rows that name such groups fail.</summary>
    [Id(2)]
    public bool ShouldCreateGroups { get; init; }

    /// <summary>Whether to validate the file without writing anything.</summary>
    [Id(3)]
    public bool IsDryRun { get; init; }

    /// <summary>How empty cells of existing users are handled; null to use the tenant's setting.</summary>
    [Id(4)]
    public EmptyCellHandling? Blanks { get; init; }
}

/// <summary>How the <c>groups</c> column is applied.</summary>
[GenerateSerializer, JsonConverter(typeof(JsonStringEnumConverter<UploadMode>))]
public enum UploadMode
{
    /// <summary>Adds the user to these groups; other memberships are kept.</summary>
    [JsonStringEnumMemberName("add")]
    Add,

    /// <summary>Makes the user a direct member of exactly these groups.</summary>
    [JsonStringEnumMemberName("replace")]
    Replace,
}

/// <summary>How an empty cell of an existing user is handled.</summary>
[GenerateSerializer, JsonConverter(typeof(JsonStringEnumConverter<EmptyCellHandling>))]
public enum EmptyCellHandling
{
    /// <summary>Leaves the attribute unchanged.</summary>
    [JsonStringEnumMemberName("leave")]
    Leave,

    /// <summary>Clears the attribute.</summary>
    [JsonStringEnumMemberName("clear")]
    Clear,
}

/// <summary>The state of an upload.</summary>
[GenerateSerializer, JsonConverter(typeof(JsonStringEnumConverter<UploadState>))]
public enum UploadState
{
    /// <summary>The file is being received. The upload is not visible yet.</summary>
    [JsonStringEnumMemberName("receiving")]
    Receiving,

    /// <summary>The rows are being imported.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>All rows were processed. Some may have failed.</summary>
    [JsonStringEnumMemberName("succeeded")]
    Succeeded,

    /// <summary>The import was aborted by an error.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>The import was cancelled by a request.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}

/// <summary>An upload as shown to its tenant.</summary>
[GenerateSerializer, Immutable, Alias("scim.UploadInfo")]
public sealed record UploadInfo
{
    /// <summary>The upload's id.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The state.</summary>
    [Id(1)]
    public required UploadState State { get; init; }

    /// <summary>How the <c>groups</c> column is applied.</summary>
    [Id(2)]
    public required UploadMode Mode { get; init; }

    /// <summary>Whether groups that do not exist are created.</summary>
    [Id(3)]
    public required bool ShouldCreateGroups { get; init; }

    /// <summary>Whether the file is validated without writing anything.</summary>
    [Id(4)]
    public required bool IsDryRun { get; init; }

    /// <summary>How empty cells of existing users are handled.</summary>
    [Id(5)]
    public required EmptyCellHandling Blanks { get; init; }

    /// <summary>The credential of the upload request.</summary>
    [Id(6)]
    public required string Actor { get; init; }

    /// <summary>When the file was uploaded.</summary>
    [Id(7)]
    public required DateTimeOffset Created { get; init; }

    /// <summary>When the import ended, or null.</summary>
    [Id(8)]
    public DateTimeOffset? Ended { get; init; }

    /// <summary>The numbers of rows by result.</summary>
    [Id(9)]
    public required UploadCounts Rows { get; init; }

    /// <summary>The names of the first hundred groups that were created, or would be created in a dry run.</summary>
    [Id(10)]
    public IReadOnlyList<string> NewGroups { get; init; } = [];

    /// <summary>Why the import was aborted, or null.</summary>
    [Id(11)]
    public string? Problem { get; init; }
}

/// <summary>The numbers of rows by result.</summary>
[GenerateSerializer, Immutable, Alias("scim.UploadCounts")]
public sealed record UploadCounts
{
    /// <summary>Rows in the file, without the header and empty lines.</summary>
    [Id(0)]
    public long Total { get; init; }

    /// <summary>Processed rows, including failed ones.</summary>
    [Id(1)]
    public long Processed { get; init; }

    /// <summary>Failed rows.</summary>
    [Id(2)]
    public long Failed { get; init; }

    /// <summary>Users that were created, or would be created in a dry run.</summary>
    [Id(3)]
    public long Created { get; init; }

    /// <summary>Users that were changed, or would be changed in a dry run.</summary>
    [Id(4)]
    public long Updated { get; init; }

    /// <summary>Users that already matched their rows.</summary>
    [Id(5)]
    public long Unchanged { get; init; }
}

/// <summary>A page of failed rows.</summary>
[GenerateSerializer, Immutable, Alias("scim.UploadErrorPage")]
public sealed record UploadErrorPage
{
    /// <summary>The failed rows, in file order.</summary>
    [Id(0)]
    public required IReadOnlyList<UploadError> Errors { get; init; }

    /// <summary>The row number to continue after, or null when there are no further failed rows so far.</summary>
    [Id(1)]
    public long? Next { get; init; }
}

/// <summary>The reason why a row failed.</summary>
[GenerateSerializer, Immutable, Alias("scim.UploadError")]
public sealed record UploadError
{
    /// <summary>The row number, from 1 for the first row after the header; empty lines are not counted.</summary>
    [Id(0)]
    public required long Row { get; init; }

    /// <summary>The line of the file in which the row starts; the header is in line 1.</summary>
    [Id(1)]
    public required long Line { get; init; }

    /// <summary>The column as named in the header, or null when the error does not concern a single column.</summary>
    [Id(2)]
    public string? Column { get; init; }

    /// <summary>The error message.</summary>
    [Id(3)]
    public required string Detail { get; init; }

    /// <summary>The id of the user, if the user exists.</summary>
    [Id(4)]
    public string? UserId { get; init; }
}
