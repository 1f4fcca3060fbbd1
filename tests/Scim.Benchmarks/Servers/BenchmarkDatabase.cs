namespace Scim.Benchmarks.Servers;

/// <summary>
/// An empty database for one run of one scenario, and how it is filled in bulk; goes when it is disposed of.
/// </summary>
internal abstract class BenchmarkDatabase : IAsyncDisposable
{
    /// <summary>A temporary folder for everything that belongs to the run.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("scim-benchmark-").FullName;

    /// <summary>Which it is.</summary>
    public abstract StorageProvider Provider { get; }

    /// <summary>The silo's environment variables.</summary>
    public abstract IReadOnlyDictionary<string, string> SiloSettings { get; }

    /// <summary>The bare endpoint's arguments: a database next to the silo's, on the same disk and server.</summary>
    public abstract IReadOnlyList<string> BaselineSettings { get; }

    /// <summary>
    /// Copies a user of a tenant until it has <paramref name="count"/> users: rows of <c>grain_state</c> by one
    /// <c>INSERT ... SELECT</c>, so that the triggers project them as they do each create. The copies' names are spread
    /// over the name partitions. The silo must not run.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="templateId">The user's id.</param>
    /// <param name="templateName">His userName, which appears nowhere else in his document.</param>
    /// <param name="count">How many users there are to be.</param>
    public abstract Task CopyUsersAsync(
        string tenant,
        string templateId,
        string templateName,
        int count
    );

    /// <summary>
    /// Has the database look at what it holds, as it does by itself a minute after the first writes: plans from before
    /// read small tables as a whole.
    /// </summary>
    public virtual Task UpdateStatisticsAsync() => Task.CompletedTask;

    /// <summary>
    /// The statement of <see cref="CopyUsersAsync"/>, with the brand's own series of numbers <c>n</c> from 1 to @count
    /// - 1.
    /// </summary>
    protected static string CreateCopySql(
        string series,
        string toText,
        string fromText,
        string hex
    ) =>
        $"""
            WITH {series},
            template AS (
              SELECT grain_key, grain_type, n0, n1, service_id, {toText} AS payload FROM grain_state WHERE grain_key = @tenant || '/' || @id)
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

    /// <summary>The id of a copy, as <see cref="CreateCopySql"/> makes it.</summary>
    public static string FormatCopyId(int number) => $"00000000-0000-7000-8000-{number:x12}";
}
