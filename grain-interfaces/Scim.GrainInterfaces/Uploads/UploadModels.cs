using System.Text.Json.Serialization;
using Scim.GrainInterfaces.Resources;

namespace Scim.GrainInterfaces.Uploads;

/// <summary>How an upload is to be carried out.</summary>
[GenerateSerializer, Immutable, Alias("scim.BeginUpload")]
public sealed record BeginUpload
{
    /// <summary>Who uploads; every commit of the job is his.</summary>
    [Id(0)]
    public required RequestOrigin Origin { get; init; }

    /// <summary>What the column <c>groups</c> means.</summary>
    [Id(1)]
    public UploadMode Mode { get; init; }

    /// <summary>Whether groups that do not exist are made; otherwise the rows that name them are refused.</summary>
    [Id(2)]
    public bool ShouldCreateGroups { get; init; }

    /// <summary>Whether nothing is to be written.</summary>
    [Id(3)]
    public bool IsDryRun { get; init; }

    /// <summary>What blank cells mean for users who are there already; null for the tenant's choice.</summary>
    [Id(4)]
    public EmptyCellHandling? Blanks { get; init; }
}

/// <summary>What the column <c>groups</c> means.</summary>
[GenerateSerializer, JsonConverter(typeof(JsonStringEnumConverter<UploadMode>))]
public enum UploadMode
{
    /// <summary>The user is put into these groups and stays in his others.</summary>
    [JsonStringEnumMemberName("add")]
    Add,

    /// <summary>The user is in these groups afterwards and directly in no other.</summary>
    [JsonStringEnumMemberName("replace")]
    Replace,
}

/// <summary>What a blank cell means for a user who is there already.</summary>
[GenerateSerializer, JsonConverter(typeof(JsonStringEnumConverter<EmptyCellHandling>))]
public enum EmptyCellHandling
{
    /// <summary>The attribute stays as it is.</summary>
    [JsonStringEnumMemberName("leave")]
    Leave,

    /// <summary>The attribute is cleared.</summary>
    [JsonStringEnumMemberName("clear")]
    Clear,
}

/// <summary>How far an upload is.</summary>
[GenerateSerializer, JsonConverter(typeof(JsonStringEnumConverter<UploadState>))]
public enum UploadState
{
    /// <summary>The file is still arriving: nobody is told of the job yet.</summary>
    [JsonStringEnumMemberName("receiving")]
    Receiving,

    /// <summary>Rows are being worked through.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>Every row was looked at. Some may have failed.</summary>
    [JsonStringEnumMemberName("succeeded")]
    Succeeded,

    /// <summary>The job could not go on.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Somebody called it off.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}

/// <summary>An upload as its tenant sees it.</summary>
[GenerateSerializer, Immutable, Alias("scim.UploadInfo")]
public sealed record UploadInfo
{
    /// <summary>The job's id.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>How far it is.</summary>
    [Id(1)]
    public required UploadState State { get; init; }

    /// <summary>What the column <c>groups</c> means.</summary>
    [Id(2)]
    public required UploadMode Mode { get; init; }

    /// <summary>Whether groups that do not exist are made.</summary>
    [Id(3)]
    public required bool ShouldCreateGroups { get; init; }

    /// <summary>Whether nothing is written.</summary>
    [Id(4)]
    public required bool IsDryRun { get; init; }

    /// <summary>What blank cells mean.</summary>
    [Id(5)]
    public required EmptyCellHandling Blanks { get; init; }

    /// <summary>The credential that uploaded.</summary>
    [Id(6)]
    public required string Actor { get; init; }

    /// <summary>When it was uploaded.</summary>
    [Id(7)]
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it ended, or null.</summary>
    [Id(8)]
    public DateTimeOffset? Ended { get; init; }

    /// <summary>The rows.</summary>
    [Id(9)]
    public required UploadCounts Rows { get; init; }

    /// <summary>Names of groups that were made, or in a dry run would be; the first hundred.</summary>
    [Id(10)]
    public IReadOnlyList<string> NewGroups { get; init; } = [];

    /// <summary>Why a failed job could not go on, or null.</summary>
    [Id(11)]
    public string? Problem { get; init; }
}

/// <summary>How many rows there are, and what became of them.</summary>
[GenerateSerializer, Immutable, Alias("scim.UploadCounts")]
public sealed record UploadCounts
{
    /// <summary>Rows in the file, without the header and blank lines.</summary>
    [Id(0)]
    public long Total { get; init; }

    /// <summary>Rows that were looked at, those that failed among them.</summary>
    [Id(1)]
    public long Processed { get; init; }

    /// <summary>Rows that failed.</summary>
    [Id(2)]
    public long Failed { get; init; }

    /// <summary>Users that were created, or in a dry run would be.</summary>
    [Id(3)]
    public long Created { get; init; }

    /// <summary>Users that were changed, or in a dry run would be.</summary>
    [Id(4)]
    public long Updated { get; init; }

    /// <summary>Users that already were as their rows say.</summary>
    [Id(5)]
    public long Unchanged { get; init; }
}

/// <summary>A page of rows that failed.</summary>
[GenerateSerializer, Immutable, Alias("scim.UploadErrorPage")]
public sealed record UploadErrorPage
{
    /// <summary>The rows, in their order.</summary>
    [Id(0)]
    public required IReadOnlyList<UploadError> Errors { get; init; }

    /// <summary>The row to continue behind, or null when there are no more so far.</summary>
    [Id(1)]
    public long? Next { get; init; }
}

/// <summary>Why a row failed.</summary>
[GenerateSerializer, Immutable, Alias("scim.UploadError")]
public sealed record UploadError
{
    /// <summary>The row's number: the one behind the header is 1; blank lines do not count.</summary>
    [Id(0)]
    public required long Row { get; init; }

    /// <summary>The line of the file in which the row begins; the header is in line 1.</summary>
    [Id(1)]
    public required long Line { get; init; }

    /// <summary>The column as the header calls it, or null where it is not one column's fault.</summary>
    [Id(2)]
    public string? Column { get; init; }

    /// <summary>What is wrong and the way out.</summary>
    [Id(3)]
    public required string Detail { get; init; }

    /// <summary>The user, where there is one already.</summary>
    [Id(4)]
    public string? UserId { get; init; }
}
