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
                "payload",
                "PAYLOAD",
                "printf('00000000-0000-7000-8000-%012x', n)"
            )
            + ";\nPRAGMA wal_checkpoint(TRUNCATE)";
        command.Parameters.AddWithValue("@tenant", tenant);
        command.Parameters.AddWithValue("@id", templateId);
        command.Parameters.AddWithValue("@name", templateName);
        command.Parameters.AddWithValue("@count", count);
        command.Parameters.AddWithValue("@partition", await ReadPartitionAsync(connection, tenant, templateId));
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> ReadPartitionAsync(SqliteConnection connection, string tenant, string id)
    {
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            "SELECT '\"partition\":' || (payload ->> '$.index.partition') FROM grain_state "
            + "WHERE grain_key = @tenant || '/' || @id";
        command.Parameters.AddWithValue("@tenant", tenant);
        command.Parameters.AddWithValue("@id", id);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
