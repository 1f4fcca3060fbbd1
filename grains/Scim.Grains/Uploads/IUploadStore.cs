using Scim.Grains.Uploads;

namespace Scim.Grains.Uploads;

/// <summary>
/// What is kept of uploads: the file in pieces, the job with its place in the file, and what became of each row. The
/// job and the rows that brought it there are written in one transaction.
/// </summary>
public interface IUploadStore
{
    /// <summary>Stores a new job.</summary>
    Task AddJobAsync(UploadJob job, CancellationToken cancellationToken);

    /// <summary>Reads a job, or null.</summary>
    Task<UploadJob?> ReadJobAsync(string tenant, string id, CancellationToken cancellationToken);

    /// <summary>Stores the next version of a job together with what was found out of its rows.</summary>
    /// <returns>
    /// False, with nothing written, when the job is not at the version before: it is gone, or somebody else went on
    /// with it.
    /// </returns>
    Task<bool> SaveJobAsync(
        UploadJob job,
        UploadProgress progress,
        CancellationToken cancellationToken
    );

    /// <summary>Stores a piece of the file.</summary>
    Task AppendChunkAsync(
        string tenant,
        string id,
        int index,
        ReadOnlyMemory<byte> bytes,
        CancellationToken cancellationToken
    );

    /// <summary>A piece of the file, or null behind the last.</summary>
    Task<ReadOnlyMemory<byte>?> ReadChunkAsync(
        string tenant,
        string id,
        int index,
        CancellationToken cancellationToken
    );

    /// <summary>Removes a job with all that belongs to it. Can be repeated.</summary>
    Task RemoveJobAsync(string tenant, string id, CancellationToken cancellationToken);

    /// <summary>Jobs that have started, the newest first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="after">The id to continue behind, or null.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<UploadJob>> ListJobsAsync(
        string tenant,
        string? after,
        int count,
        CancellationToken cancellationToken
    );

    /// <summary>How many jobs of the tenant are running.</summary>
    Task<long> CountRunningJobsAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>What became of rows, in their order.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The job.</param>
    /// <param name="after">The row to continue behind.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="failedOnly">Leaves out those that did not fail.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<RowOutcome>> ListOutcomesAsync(
        string tenant,
        string id,
        long after,
        int count,
        bool failedOnly,
        CancellationToken cancellationToken
    );

    /// <summary>Which of these keys earlier rows of the job had, and in which line.</summary>
    Task<IReadOnlyDictionary<string, long>> FindSeenKeysAsync(
        string tenant,
        string id,
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken
    );

    /// <summary>The live users who have one of these folded userNames or one of these externalIds.</summary>
    Task<IReadOnlyList<UserMatch>> MatchUsersAsync(
        string tenant,
        IReadOnlyCollection<string> names,
        IReadOnlyCollection<string> externalIds,
        CancellationToken cancellationToken
    );

    /// <summary>The newest sequence of the change log: what is committed from now on has a higher one.</summary>
    Task<long> ReadLastSequenceAsync(CancellationToken cancellationToken);

    /// <summary>Commits of users that the change log has behind a sequence under one of these request ids.</summary>
    Task<IReadOnlyList<CommittedRow>> ListCommittedRowsAsync(
        string tenant,
        long sequence,
        IReadOnlyCollection<string> requestIds,
        CancellationToken cancellationToken
    );
}

/// <summary>A user whom a row may mean.</summary>
/// <param name="Id">His id.</param>
/// <param name="Name">His folded userName.</param>
/// <param name="ExternalId">His externalId, or null.</param>
public sealed record UserMatch(string Id, string Name, string? ExternalId);

/// <summary>A commit that was made for a row.</summary>
/// <param name="RequestId">The request, which names the row.</param>
/// <param name="Id">The user.</param>
/// <param name="IsCreate">Whether it created him.</param>
public sealed record CommittedRow(string RequestId, string Id, bool IsCreate);

/// <summary>What a step of a job found out, written together with the job.</summary>
public sealed record UploadProgress
{
    /// <summary>Nothing but the job itself changes.</summary>
    public static UploadProgress None { get; } = new();

    /// <summary>What became of rows.</summary>
    public IReadOnlyList<RowOutcome> Rows { get; init; } = [];

    /// <summary>Keys of rows: no later row may have one of them.</summary>
    public IReadOnlyDictionary<string, long> Keys { get; init; } = new Dictionary<string, long>();
}
