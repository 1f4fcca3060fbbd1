namespace Scim.Grains.Uploads;

/// <summary>
/// Stores uploads: the file in chunks, the job with its position in the file, and the outcome of each row.
/// </summary>
/// <remarks>A job and the outcomes of the rows before its position are written in one transaction.</remarks>
public interface IUploadStore
{
    /// <summary>Adds a new job.</summary>
    Task AddJobAsync(UploadJob job, CancellationToken cancellationToken);

    /// <summary>Reads a job. Returns null when the job does not exist.</summary>
    Task<UploadJob?> ReadJobAsync(string tenant, string id, CancellationToken cancellationToken);

    /// <summary>Stores the next version of a job together with the progress of its rows.</summary>
    /// <returns>
    /// False, with nothing written, when the stored job is not at the previous version: it was removed, or another
    /// activation has continued it.
    /// </returns>
    Task<bool> SaveJobAsync(UploadJob job, UploadProgress progress, CancellationToken cancellationToken);

    /// <summary>Appends a chunk of the file.</summary>
    Task AppendChunkAsync(
        string tenant,
        string id,
        int index,
        ReadOnlyMemory<byte> bytes,
        CancellationToken cancellationToken
    );

    /// <summary>Reads a chunk of the file. Returns null after the last chunk.</summary>
    Task<ReadOnlyMemory<byte>?> ReadChunkAsync(
        string tenant,
        string id,
        int index,
        CancellationToken cancellationToken
    );

    /// <summary>Removes a job with all its data. Idempotent.</summary>
    Task RemoveJobAsync(string tenant, string id, CancellationToken cancellationToken);

    /// <summary>Lists the jobs that have started, newest first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="after">The last id of the previous page, or null for the first page.</param>
    /// <param name="count">The maximum number of entries to return.</param>
    /// <param name="cancellationToken">A token that cancels the query.</param>
    Task<IReadOnlyList<UploadJob>> ListJobsAsync(
        string tenant,
        string? after,
        int count,
        CancellationToken cancellationToken
    );

    /// <summary>Counts the running jobs of the tenant.</summary>
    Task<long> CountRunningJobsAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>Lists the outcomes of rows, in the order of the file.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The job's id.</param>
    /// <param name="after">The number of the last row of the previous page, or 0 for the first page.</param>
    /// <param name="count">The maximum number of entries to return.</param>
    /// <param name="failedOnly">Whether to return only rows that failed.</param>
    /// <param name="cancellationToken">A token that cancels the query.</param>
    Task<IReadOnlyList<RowOutcome>> ListOutcomesAsync(
        string tenant,
        string id,
        long after,
        int count,
        bool failedOnly,
        CancellationToken cancellationToken
    );

    /// <summary>Finds which of the keys were used by earlier rows of the job, and in which line.</summary>
    Task<IReadOnlyDictionary<string, long>> FindSeenKeysAsync(
        string tenant,
        string id,
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken
    );

    /// <summary>Finds the live users that have one of the folded userNames or one of the externalIds.</summary>
    Task<IReadOnlyList<UserMatch>> MatchUsersAsync(
        string tenant,
        IReadOnlyCollection<string> names,
        IReadOnlyCollection<string> externalIds,
        CancellationToken cancellationToken
    );

    /// <summary>Reads the latest sequence number of the change log. Later commits have higher numbers.</summary>
    Task<long> ReadLastSequenceAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Lists the commits of users in the change log after a sequence number that have one of the request ids.
    /// </summary>
    Task<IReadOnlyList<CommittedRow>> ListCommittedRowsAsync(
        string tenant,
        long sequence,
        IReadOnlyCollection<string> requestIds,
        CancellationToken cancellationToken
    );
}

/// <summary>A user that a row may refer to.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Name">The folded userName.</param>
/// <param name="ExternalId">The externalId, or null.</param>
public sealed record UserMatch(string Id, string Name, string? ExternalId);

/// <summary>A commit that was made for a row.</summary>
/// <param name="RequestId">The id of the request, which contains the row number.</param>
/// <param name="Id">The user's id.</param>
/// <param name="IsCreate">Whether the commit created the user.</param>
public sealed record CommittedRow(string RequestId, string Id, bool IsCreate);

/// <summary>The progress of one step of a job, written together with the job.</summary>
public sealed record UploadProgress
{
    /// <summary>No rows: only the job itself changes.</summary>
    public static UploadProgress None { get; } = new();

    /// <summary>The outcomes of the rows.</summary>
    public IReadOnlyList<RowOutcome> Rows { get; init; } = [];

    /// <summary>The keys of the rows with their lines. A later row with one of these keys is a duplicate.</summary>
    public IReadOnlyDictionary<string, long> Keys { get; init; } = new Dictionary<string, long>();
}
