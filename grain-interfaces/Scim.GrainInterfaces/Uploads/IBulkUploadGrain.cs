using Orleans.Concurrency;
using Scim.GrainInterfaces.Resources;

namespace Scim.GrainInterfaces.Uploads;

/// <summary>
/// One upload of users as a job: takes the file in, works through its rows in the background and survives crashes. The
/// key is a <see cref="ResourceKey"/> of tenant and job id.
/// </summary>
[Alias("scim.IBulkUploadGrain"), GrainInterfaceType("scim.upload")]
public interface IBulkUploadGrain : IGrainWithStringKey
{
    /// <summary>Makes the job, which then takes the file in.</summary>
    /// <returns>Done; or Conflict where as many uploads as may be are under way, NotFound without the tenant.</returns>
    [Alias("Begin")]
    Task<ScimResult<Unit>> BeginUpload(BeginUpload command);

    /// <summary>Takes a piece of the file in. Pieces come in their order, each when the one before was taken.</summary>
    /// <param name="index">Which piece, from 0.</param>
    /// <param name="bytes">The piece.</param>
    [Alias("Append")]
    Task<ScimResult<Unit>> AppendChunk(int index, ReadOnlyMemory<byte> bytes);

    /// <summary>
    /// The file is whole: looks whether it is CSV from end to end, and begins to work. A file that is none leaves
    /// nothing behind.
    /// </summary>
    /// <returns>
    /// The job; or InvalidSyntax or InvalidValue with line and column, PayloadTooLarge for too many rows.
    /// </returns>
    [Alias("Start"), ResponseTimeout("00:05:00")]
    Task<ScimResult<UploadInfo>> StartImport();

    /// <summary>The file will not come to its end: forgets the job, unless it has started.</summary>
    [Alias("Abandon")]
    Task AbandonUpload();

    /// <summary>The job as it is at the moment.</summary>
    [Alias("Read"), AlwaysInterleave]
    Task<ScimResult<UploadInfo>> Read();

    /// <summary>Ends the job behind the rows that are under way. What was done stays done.</summary>
    /// <returns>Done, also when it was cancelled before; NotFound; Conflict when the job has come to its end.</returns>
    [Alias("Cancel")]
    Task<ScimResult<Unit>> Cancel(RequestOrigin caller);

    /// <summary>Rows that failed, in their order.</summary>
    /// <param name="after">The row to continue behind; 0 for the first.</param>
    /// <param name="count">How many at most.</param>
    [Alias("Errors"), AlwaysInterleave]
    Task<ScimResult<UploadErrorPage>> ListErrors(long after, int count);

    /// <summary>The file again, as CSV, with what became of each row; in pieces, for a job that has ended.</summary>
    [Alias("Result"), AlwaysInterleave]
    IAsyncEnumerable<ReadOnlyMemory<byte>> StreamResult(
        CancellationToken cancellationToken = default
    );
}

/// <summary>Lists a tenant's uploads. A stateless worker. The key is <see cref="ResourceKey.ForUploads"/>.</summary>
[Alias("scim.IUploadListGrain"), GrainInterfaceType("scim.uploads")]
public interface IUploadListGrain : IGrainWithStringKey
{
    /// <summary>Uploads, the newest first.</summary>
    /// <param name="after">The id of the upload to continue behind, or null.</param>
    /// <param name="count">How many at most.</param>
    [Alias("List")]
    Task<IReadOnlyList<UploadInfo>> ListUploads(string? after, int count);
}
