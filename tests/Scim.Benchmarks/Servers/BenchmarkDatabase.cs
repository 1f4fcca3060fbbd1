using Scim.Benchmarks.Configuration;

namespace Scim.Benchmarks.Servers;

/// <summary>
/// An empty database for one run of one scenario, which can be filled in bulk. Disposing of it deletes it.
/// </summary>
internal abstract class BenchmarkDatabase : IAsyncDisposable
{
    /// <summary>A temporary folder for all files of the run.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("scim-benchmark-").FullName;

    /// <summary>The type of database.</summary>
    public abstract StorageProvider Provider { get; }

    /// <summary>The silo's environment variables.</summary>
    public abstract IReadOnlyDictionary<string, string> SiloSettings { get; }

    /// <summary>
    /// The storage arguments of the bare endpoint: a database on the same disk and server as the silo's.
    /// </summary>
    public abstract IReadOnlyList<string> BaselineSettings { get; }

    /// <summary>
    /// Copies a user of a tenant until the tenant has <paramref name="count"/> users. One <c>INSERT ... SELECT</c>
    /// inserts the rows into <c>grain_state</c>, so that the triggers project them like individual creates. The names
    /// of the copies are spread over the name partitions. The silo must not be running.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="templateId">The id of the user to copy.</param>
    /// <param name="templateName">The name in the user's userName, which must appear nowhere else in the user's
    /// document.</param>
    /// <param name="count">The total number of users.</param>
    public abstract Task CopyUsersAsync(string tenant, string templateId, string templateName, int count);

    /// <summary>
    /// Updates the planner statistics, as the database does by itself a minute after the first writes. Without them,
    /// plans scan whole tables because the tables used to be small.
    /// </summary>
    public virtual Task UpdateStatisticsAsync() => Task.CompletedTask;

    /// <summary>
    /// Creates the statement of <see cref="CopyUsersAsync"/>, with the database's own syntax for a series of numbers
    /// <c>n</c> from 1 to @count - 1.
    /// </summary>
    protected static string CreateCopySql(string series, string toText, string fromText, string hex) =>
        $"""
            WITH {series},
            template AS (
              SELECT grain_key, grain_type, n0, n1, service_id, {toText} AS payload
              FROM grain_state WHERE grain_key = @tenant || '/' || @id)
            INSERT INTO grain_state (grain_key, grain_type, n0, n1, service_id, version, payload)
            SELECT @tenant || '/' || {hex}, grain_type, n0, n1, service_id, 1, {fromText.Replace(
                "PAYLOAD",
                $"replace(replace(replace(payload, @id, {hex}), @name, 'copy' || n), @partition, '\"partition\":' || (n % 16))",
                StringComparison.Ordinal
            )}
            FROM series CROSS JOIN template
            ORDER BY n
            """;

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Formats the id of a copy, as <see cref="CreateCopySql"/> does.</summary>
    public static string FormatCopyId(int number) => $"00000000-0000-7000-8000-{number:x12}";
}
