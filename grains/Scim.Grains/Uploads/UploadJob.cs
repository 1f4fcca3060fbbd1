using System.Text.Json.Serialization;
using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Storage;

namespace Scim.Grains.Uploads;

/// <summary>
/// What is stored of one upload: how it is to be done and how far it is. A job's grain alone writes it.
/// </summary>
public sealed record UploadJob
{
    /// <summary>How many names of new groups are kept.</summary>
    internal const int MaxKeptGroups = 100;

    /// <summary>The tenant.</summary>
    [JsonPropertyName("tenant")]
    public required string Tenant { get; init; }

    /// <summary>The job's id.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>1 at first, one more with each write.</summary>
    [JsonPropertyName("version")]
    public long Version { get; init; } = 1;

    /// <summary>How far it is.</summary>
    [JsonPropertyName("state")]
    public UploadState State { get; init; }

    /// <summary>What the column <c>groups</c> means.</summary>
    [JsonPropertyName("mode")]
    public UploadMode Mode { get; init; }

    /// <summary>Whether groups that do not exist are made.</summary>
    [JsonPropertyName("createGroups")]
    public bool CreateGroups { get; init; }

    /// <summary>Whether nothing is written.</summary>
    [JsonPropertyName("dryRun")]
    public bool DryRun { get; init; }

    /// <summary>What blank cells mean.</summary>
    [JsonPropertyName("blanks")]
    public EmptyCellHandling Blanks { get; init; }

    /// <summary>The credential that uploaded.</summary>
    [JsonPropertyName("actor")]
    public string Actor { get; init; } = "";

    /// <summary>The SCIM base as the uploader addressed it.</summary>
    [JsonPropertyName("baseUri")]
    public string BaseUri { get; init; } = "";

    /// <summary>When it was made.</summary>
    [JsonPropertyName("created"), JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset Created { get; init; }

    /// <summary>When its tenant was made: a later tenant of the same id is another one.</summary>
    [JsonPropertyName("tenantSince"), JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset TenantSince { get; init; }

    /// <summary>When it ended; meaningless before.</summary>
    [JsonPropertyName("ended"), JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset Ended { get; init; }

    /// <summary>How many pieces of the file there are.</summary>
    [JsonPropertyName("pieces")]
    public int Pieces { get; init; }

    /// <summary>Rows in the file.</summary>
    [JsonPropertyName("total")]
    public long Total { get; init; }

    /// <summary>Rows behind which the job goes on: the cursor.</summary>
    [JsonPropertyName("done")]
    public long Done { get; init; }

    /// <summary>Rows that failed.</summary>
    [JsonPropertyName("failed")]
    public long Failed { get; init; }

    /// <summary>Users created.</summary>
    [JsonPropertyName("createdUsers")]
    public long CreatedUsers { get; init; }

    /// <summary>Users changed.</summary>
    [JsonPropertyName("updatedUsers")]
    public long UpdatedUsers { get; init; }

    /// <summary>
    /// The change log's end when the cursor was written: commits for rows behind the cursor have higher sequences.
    /// </summary>
    [JsonPropertyName("sequence")]
    public long Sequence { get; init; }

    /// <summary>Names of groups that were made.</summary>
    [JsonPropertyName("newGroups")]
    public IReadOnlyList<string> NewGroups { get; init; } = [];

    /// <summary>Why the job could not go on.</summary>
    [JsonPropertyName("problem")]
    public string? Problem { get; init; }

    /// <summary>Whether it has come to an end, whichever.</summary>
    [JsonIgnore]
    public bool HasEnded =>
        State is UploadState.Succeeded or UploadState.Failed or UploadState.Cancelled;
}

/// <summary>What became of a row.</summary>
public sealed record RowOutcome
{
    /// <summary>The row's number, from 1.</summary>
    public required long Row { get; init; }

    /// <summary>The line in which it begins.</summary>
    public required long Line { get; init; }

    /// <summary>What became of it.</summary>
    public required RowStatus Status { get; init; }

    /// <summary>The user, where there is one.</summary>
    public string? UserId { get; init; }

    /// <summary>The column that is wrong, or null.</summary>
    public string? Column { get; init; }

    /// <summary>What is wrong, or null.</summary>
    public string? Detail { get; init; }
}

/// <summary>What became of a row; the numbers are stored.</summary>
public enum RowStatus
{
    /// <summary>The user was created.</summary>
    Created = 1,

    /// <summary>The user was changed.</summary>
    Updated = 2,

    /// <summary>The user already was as the row says.</summary>
    Unchanged = 3,

    /// <summary>The row could not be carried out, or not as a whole.</summary>
    Failed = 4,
}
