using System.Text.Json.Serialization;
using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Storage;

namespace Scim.Grains.Uploads;

/// <summary>The stored state of one upload: its options and its progress. Only the job's grain writes it.</summary>
public sealed record UploadJob
{
    /// <summary>The maximum number of names of new groups that are stored.</summary>
    internal const int MaxKeptGroups = 100;

    /// <summary>The tenant.</summary>
    [JsonPropertyName("tenant")]
    public required string Tenant { get; init; }

    /// <summary>The job's id.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>The version: 1 at first, incremented by each write.</summary>
    [JsonPropertyName("version")]
    public long Version { get; init; } = 1;

    /// <summary>The state of the upload.</summary>
    [JsonPropertyName("state")]
    public UploadState State { get; init; }

    /// <summary>How the column <c>groups</c> is applied.</summary>
    [JsonPropertyName("mode")]
    public UploadMode Mode { get; init; }

    /// <summary>Whether missing groups are created.</summary>
    [JsonPropertyName("createGroups")]
    public bool CreateGroups { get; init; }

    /// <summary>Whether the upload only validates the rows and writes nothing.</summary>
    [JsonPropertyName("dryRun")]
    public bool DryRun { get; init; }

    /// <summary>How empty cells are applied.</summary>
    [JsonPropertyName("blanks")]
    public EmptyCellHandling Blanks { get; init; }

    /// <summary>The credential that sent the upload.</summary>
    [JsonPropertyName("actor")]
    public string Actor { get; init; } = "";

    /// <summary>The SCIM base URI as the client addressed it.</summary>
    [JsonPropertyName("baseUri")]
    public string BaseUri { get; init; } = "";

    /// <summary>The time of creation.</summary>
    [JsonPropertyName("created"), JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset Created { get; init; }

    /// <summary>The time when the tenant was created; distinguishes it from a later tenant of the same id.</summary>
    [JsonPropertyName("tenantSince"), JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset TenantSince { get; init; }

    /// <summary>The time when the upload ended; undefined before.</summary>
    [JsonPropertyName("ended"), JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset Ended { get; init; }

    /// <summary>The number of chunks of the file.</summary>
    [JsonPropertyName("pieces")]
    public int Pieces { get; init; }

    /// <summary>The number of rows in the file.</summary>
    [JsonPropertyName("total")]
    public long Total { get; init; }

    /// <summary>The number of processed rows, after which the job continues.</summary>
    [JsonPropertyName("done")]
    public long Done { get; init; }

    /// <summary>The number of rows that failed.</summary>
    [JsonPropertyName("failed")]
    public long Failed { get; init; }

    /// <summary>The number of created users.</summary>
    [JsonPropertyName("createdUsers")]
    public long CreatedUsers { get; init; }

    /// <summary>The number of changed users.</summary>
    [JsonPropertyName("updatedUsers")]
    public long UpdatedUsers { get; init; }

    /// <summary>
    /// The latest sequence number of the change log when <see cref="Done"/> was written. Commits for later rows have
    /// higher numbers.
    /// </summary>
    [JsonPropertyName("sequence")]
    public long Sequence { get; init; }

    /// <summary>The names of the groups that were created.</summary>
    [JsonPropertyName("newGroups")]
    public IReadOnlyList<string> NewGroups { get; init; } = [];

    /// <summary>The reason why the job failed, or null.</summary>
    [JsonPropertyName("problem")]
    public string? Problem { get; init; }

    /// <summary>Whether the upload has ended, in any state.</summary>
    [JsonIgnore]
    public bool HasEnded => State is UploadState.Succeeded or UploadState.Failed or UploadState.Cancelled;
}

/// <summary>The outcome of a row.</summary>
public sealed record RowOutcome
{
    /// <summary>The number of the row, starting at 1.</summary>
    public required long Row { get; init; }

    /// <summary>The line in which the row begins.</summary>
    public required long Line { get; init; }

    /// <summary>The status of the row.</summary>
    public required RowStatus Status { get; init; }

    /// <summary>The id of the user, or null.</summary>
    public string? UserId { get; init; }

    /// <summary>The column that caused the failure, or null.</summary>
    public string? Column { get; init; }

    /// <summary>The reason of the failure, or null.</summary>
    public string? Detail { get; init; }
}

/// <summary>The status of a row. The numbers are stored.</summary>
public enum RowStatus
{
    /// <summary>The user was created.</summary>
    Created = 1,

    /// <summary>The user was changed.</summary>
    Updated = 2,

    /// <summary>The user already had the values of the row.</summary>
    Unchanged = 3,

    /// <summary>The row failed completely or in part.</summary>
    Failed = 4,
}
