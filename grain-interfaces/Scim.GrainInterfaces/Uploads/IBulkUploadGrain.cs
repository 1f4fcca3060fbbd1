using Orleans.Concurrency;
using Scim.GrainInterfaces.Resources;

namespace Scim.GrainInterfaces.Uploads;

/// <summary>
/// One upload of users: receives the file, imports its rows in the background and resumes after a crash. The key is a
/// <see cref="ResourceKey"/> of tenant and upload id.
/// </summary>
[Alias("scim.IBulkUploadGrain"), GrainInterfaceType("scim.upload")]
public interface IBulkUploadGrain : IGrainWithStringKey
{
    /// <summary>Creates the upload, which then receives the file.</summary>
    /// <returns>
    /// <see cref="Unit"/>; Conflict when the maximum number of uploads is in progress; or NotFound when the tenant does
    /// not exist.
    /// </returns>
    [Alias("BeginUpload")]
    Task<ScimResult<Unit>> BeginUpload(BeginUpload command);

    /// <summary>
    /// Appends a chunk of the file. Chunks are sent in order, each after the previous one was accepted.
    /// </summary>
    /// <param name="index">The index of the chunk, from 0.</param>
    /// <param name="bytes">The bytes of the chunk.</param>
    [Alias("AppendChunk")]
    Task<ScimResult<Unit>> AppendChunk(int index, ReadOnlyMemory<byte> bytes);

    /// <summary>
    /// Completes the file, validates it as CSV and starts the import. An invalid file is discarded together with the
    /// upload.
    /// </summary>
    /// <returns>
    /// The upload; InvalidSyntax or InvalidValue with line and column; or PayloadTooLarge when the file has too many
    /// rows.
    /// </returns>
    [Alias("StartImport"), ResponseTimeout("00:05:00")]
    Task<ScimResult<UploadInfo>> StartImport();

    /// <summary>
    /// Discards the upload because its file was not received completely. Does nothing when the import has started.
    /// </summary>
    [Alias("AbandonUpload")]
    Task AbandonUpload();

    /// <summary>Reads the current state of the upload.</summary>
    [Alias("Read"), AlwaysInterleave]
    Task<ScimResult<UploadInfo>> Read();

    /// <summary>
    /// Cancels the import after the rows that are in progress. Rows that were imported remain imported.
    /// </summary>
    /// <param name="caller">The origin of the request.</param>
    /// <returns>
    /// <see cref="Unit"/>, also when it was cancelled before; NotFound; or Conflict when the import has ended.
    /// </returns>
    [Alias("Cancel")]
    Task<ScimResult<Unit>> Cancel(RequestOrigin caller);

    /// <summary>Lists the rows that failed, in file order.</summary>
    /// <param name="after">The number of the last row of the previous page; 0 for the first page.</param>
    /// <param name="count">The maximum number of rows to return.</param>
    [Alias("ListErrors"), AlwaysInterleave]
    Task<ScimResult<UploadErrorPage>> ListErrors(long after, int count);

    /// <summary>
    /// Returns the uploaded file as CSV with the result of each row, in chunks. Available when the import has ended.
    /// </summary>
    [Alias("StreamResult"), AlwaysInterleave]
    IAsyncEnumerable<ReadOnlyMemory<byte>> StreamResult(CancellationToken cancellationToken = default);
}

/// <summary>Lists a tenant's uploads. A stateless worker. The key is <see cref="ResourceKey.ForUploads"/>.</summary>
[Alias("scim.IUploadListGrain"), GrainInterfaceType("scim.uploads")]
public interface IUploadListGrain : IGrainWithStringKey
{
    /// <summary>Lists uploads, newest first.</summary>
    /// <param name="after">The id of the last upload of the previous page, or null for the first page.</param>
    /// <param name="count">The maximum number of uploads to return.</param>
    [Alias("ListUploads")]
    Task<IReadOnlyList<UploadInfo>> ListUploads(string? after, int count);
}
