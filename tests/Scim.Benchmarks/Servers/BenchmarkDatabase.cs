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
    /// Copies a user of a tenant until the tenant has <paramref name="count"/> users, with all rows that individual
    /// creates would write: the resources, their search words, and their changes. The names of the copies are spread
    /// over the name partitions. The silo must not be running.
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
    /// Creates the statements of <see cref="CopyUsersAsync"/>, with the database's own syntax for some expressions.
    /// </summary>
    /// <param name="series">A common table expression with the numbers <c>n</c> from 1 to @count - 1.</param>
    /// <param name="copyId">The id of copy <c>n</c>.</param>
    /// <param name="document">The document as text.</param>
    /// <param name="toDocument">Creates the expression that turns a text into a document.</param>
    /// <param name="search">The search document as text.</param>
    /// <param name="toSearch">Creates the expression that turns a text into a search document.</param>
    protected static string CreateCopySql(
        string series,
        string copyId,
        string document,
        Func<string, string> toDocument,
        string search,
        Func<string, string> toSearch
    ) =>
        $"""
            WITH {series}
            INSERT INTO scim_resource (
              tenant, kind, id, unique_name, name_partition, name, display, external_id, active, version, created,
              modified, words, details, document, search)
            SELECT tenant, kind, {copyId}, {Rename("unique_name")}, n % 16, {Rename("name")}, {Rename("display")},
              {Rename("external_id")}, active, version, created, modified, {Rename("words")}, details,
              {toDocument(Rename($"replace({document}, @id, {copyId})"))}, {toSearch(Rename(search))}
            FROM scim_resource CROSS JOIN series
            WHERE tenant = @tenant AND kind = 'User' AND id = @id
            ORDER BY n;

            WITH {series}
            INSERT INTO scim_search_word (tenant, kind, word, field, rid)
            SELECT r.tenant, r.kind, {Rename("w.word")}, w.field, r.rid
            FROM scim_resource AS t
            JOIN scim_search_word AS w ON w.tenant = t.tenant AND w.kind = t.kind AND w.rid = t.rid
            CROSS JOIN series
            JOIN scim_resource AS r ON r.tenant = t.tenant AND r.kind = t.kind AND r.id = {copyId}
            WHERE t.tenant = @tenant AND t.kind = 'User' AND t.id = @id;

            WITH {series}
            INSERT INTO scim_change (
              tenant, kind, id, operation, version, actor, request_id, changed_attributes, committed_at)
            SELECT c.tenant, c.kind, {copyId}, c.operation, c.version, c.actor, c.request_id, c.changed_attributes,
              c.committed_at
            FROM scim_resource AS t
            JOIN scim_change AS c
              ON c.tenant = t.tenant AND c.kind = t.kind AND c.id = t.id AND c.version = t.version
            CROSS JOIN series
            WHERE t.tenant = @tenant AND t.kind = 'User' AND t.id = @id
            ORDER BY n;
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

    private static string Rename(string text) => $"replace({text}, @name, 'copy' || n)";
}
