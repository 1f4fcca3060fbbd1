using Microsoft.Data.Sqlite;
using Scim.Benchmarks.Configuration;

namespace Scim.Benchmarks.Servers;

/// <summary>The embedded SQLite database, with a second file for the bare endpoint.</summary>
internal sealed class SqliteBenchmarkDatabase : BenchmarkDatabase
{
    /// <inheritdoc/>
    public override StorageProvider Provider => StorageProvider.Sqlite;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> SiloSettings { get; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public override IReadOnlyList<string> BaselineSettings => ["sqlite", Path.Combine(Folder, "bare.db")];

    /// <inheritdoc/>
    public override async Task CopyUsersAsync(string tenant, string templateId, string templateName, int count)
    {
        await using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(Folder, "data", "scim.db")};Pooling=false"
        );
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandTimeout = 3600;
        command.CommandText =
            "PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000;\n"
            + CreateCopySql(
                "RECURSIVE series (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < @count - 1)",
                "printf('00000000-0000-7000-8000-%012x', n)",
                "CAST(document AS TEXT)",
                text => $"CAST({text} AS BLOB)",
                "json(search)",
                text => $"jsonb({text})"
            )
            + "\nPRAGMA wal_checkpoint(TRUNCATE)";
        command.Parameters.AddWithValue("@tenant", tenant);
        command.Parameters.AddWithValue("@id", templateId);
        command.Parameters.AddWithValue("@name", templateName);
        command.Parameters.AddWithValue("@count", count);
        await command.ExecuteNonQueryAsync();
    }
}
