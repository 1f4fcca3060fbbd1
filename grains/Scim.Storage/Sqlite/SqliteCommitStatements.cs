using Microsoft.Data.Sqlite;
using Scim.Grains.Storage;
using Scim.Storage.Resources;

namespace Scim.Storage.Sqlite;

/// <summary>Executes the statements of a commit, which refer to the columns of its commit as parameters.</summary>
/// <param name="connection">The connection of the transaction.</param>
/// <param name="commit">The commit.</param>
/// <param name="serviceId">The Orleans service id, under which reminders are stored.</param>
internal sealed class SqliteCommitStatements(PooledSqliteConnection connection, ResourceCommit commit, string serviceId)
{
    /// <summary>The commit.</summary>
    public ResourceCommit Commit => commit;

    /// <summary>The rid of the resource, once it is known.</summary>
    public long Rid { get; set; }

    /// <summary>The words to insert or delete, as a JSON array of pairs of field and word.</summary>
    public string? WordList { get; set; }

    /// <summary>Executes a statement.</summary>
    public void ExecuteStatement(string sql) => BindValues(sql).ExecuteNonQuery();

    /// <summary>Executes a statement and returns the first value, or null.</summary>
    public object? ExecuteScalar(string sql) => BindValues(sql).ExecuteScalar();

    /// <summary>Reads the columns of the present commit that an update compares; null when there is none.</summary>
    public PresentRow? ReadPresentRow(string sql)
    {
        using SqliteDataReader reader = BindValues(sql).ExecuteReader();
        return reader.Read()
            ? new PresentRow(
                reader.GetInt64(0),
                reader.IsDBNull(1) ? null : reader.GetString(1),
                reader.GetInt64(2) != 0,
                reader.GetFieldValue<byte[]>(3)
            )
            : null;
    }

    private SqliteCommand BindValues(string sql)
    {
        SqliteCommand command = connection.GetPreparedCommand(sql);
        if (command.Parameters.Count == 0)
        {
            foreach (string name in FindParameterNames(sql))
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        foreach (SqliteParameter parameter in command.Parameters)
        {
            parameter.ResetSqliteType();
            parameter.Value = GetValue(parameter.ParameterName) ?? DBNull.Value;
        }

        return command;
    }

    private object? GetValue(string parameter) =>
        parameter switch
        {
            "@tenant" => commit.State.Tenant,
            "@kind" => commit.State.Type,
            "@id" => commit.State.Id,
            "@uniqueName" => commit.Index.Unique,
            "@namePartition" => commit.Index.Partition,
            "@name" => commit.Index.Name,
            "@display" => commit.Index.Display,
            "@externalId" => commit.Index.ExternalId,
            "@active" => commit.Index.Active,
            "@version" => commit.State.Version,
            "@expectedVersion" => commit.ExpectedVersion,
            "@schemaVersion" => commit.Index.Schemas,
            "@created" => commit.Created,
            "@modified" => commit.Modified,
            "@words" => commit.Words,
            "@details" => commit.Details,
            "@document" => commit.State.Document.ToArray(),
            "@search" => commit.Search,
            "@operation" => GetOperation(commit.State.Operation),
            "@actor" => commit.State.Actor,
            "@requestId" => commit.State.RequestId,
            "@changed" => commit.Changed,
            "@extras" => commit.Extras ?? "{}",
            "@rid" => Rid,
            "@wordList" => WordList,
            "@serviceId" => serviceId,
            _ => throw new ArgumentOutOfRangeException(nameof(parameter), parameter, "Unknown parameter."),
        };

    private static string GetOperation(ChangeOperation operation) =>
        operation switch
        {
            ChangeOperation.Create => "create",
            ChangeOperation.Update => "update",
            _ => "delete",
        };

    private static HashSet<string> FindParameterNames(string sql)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int at = sql.IndexOf('@', StringComparison.Ordinal); at >= 0; at = sql.IndexOf('@', at + 1))
        {
            int end = at + 1;
            while (end < sql.Length && char.IsAsciiLetter(sql[end]))
                end++;
            names.Add(sql[at..end]);
        }

        return names;
    }

    /// <summary>The columns of a commit that an update compares.</summary>
    /// <param name="Rid">The commit's rid.</param>
    /// <param name="Words">The search words.</param>
    /// <param name="HasReleasableValues">Whether the resource has unique values or a name that need not be unique.
    /// </param>
    /// <param name="Document">The document.</param>
    public sealed record PresentRow(long Rid, string? Words, bool HasReleasableValues, byte[] Document);
}
