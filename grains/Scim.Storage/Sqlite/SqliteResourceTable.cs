using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Scim.Grains.Storage;
using Scim.Storage.Batching;
using Scim.Storage.Databases;
using Scim.Storage.Resources;

namespace Scim.Storage.Sqlite;

/// <summary>
/// Writes resources with a short list of statements, in the transaction of a batch
/// (<see cref="SerializedWriteBatcher"/>).
/// </summary>
internal sealed class SqliteResourceTable(SqliteDatabase database, SerializedWriteBatcher commits, string serviceId)
    : IResourceTable
{
    private const string InsertSql = """
        INSERT INTO scim_resource (
          tenant, kind, id, unique_name, name_partition, name, display, external_id, active, version, created, modified,
          words, details, document, search)
        SELECT @tenant, @kind, @id, @uniqueName, @namePartition, @name, @display, @externalId, @active, @version,
          @created, @modified, @words, @details, @document, jsonb(@search)
        WHERE NOT EXISTS (SELECT 1 FROM scim_tombstone WHERE tenant = @tenant AND id = @id AND kind = @kind)
        ON CONFLICT (tenant, kind, id) DO NOTHING
        RETURNING rid
        """;
    private const string SelectSql = """
        SELECT rid, words, coalesce(details ->> '$.values', details ->> '$.loose') IS NOT NULL, document
        FROM scim_resource WHERE tenant = @tenant AND kind = @kind AND id = @id AND version = @expectedVersion
        """;
    private const string UpdateSql = """
        UPDATE scim_resource
        SET unique_name = @uniqueName, name_partition = @namePartition, name = @name, display = @display,
          external_id = @externalId, active = @active, version = @version, modified = @modified, words = @words,
          details = @details, document = @document, search = jsonb(@search)
        WHERE rid = @rid
        """;
    private const string DeleteSql = "DELETE FROM scim_resource WHERE rid = @rid";
    private const string InsertTombstoneSql = """
        INSERT INTO scim_tombstone (tenant, id, kind, version, deleted_at)
        VALUES (@tenant, @id, @kind, @version, @modified)
        """;
    private const string InsertChangeSql = """
        INSERT INTO scim_change (
          tenant, kind, id, operation, version, actor, request_id, changed_attributes, members, committed_at)
        VALUES (
          @tenant, @kind, @id, @operation, @version, @actor, @requestId, @changed, @extras -> '$.members', @modified)
        """;
    private const string InsertWordsSql = """
        INSERT INTO scim_search_word (tenant, kind, word, field, rid)
        SELECT @tenant, @kind, w.value ->> 1, w.value ->> 0, @rid FROM json_each(@wordList) AS w
        """;
    private const string DeleteWordsSql = """
        DELETE FROM scim_search_word WHERE (tenant, kind, word, field, rid) IN (
          SELECT @tenant, @kind, w.value ->> 1, w.value ->> 0, @rid FROM json_each(@wordList) AS w)
        """;
    private const string NewerSchemasSql =
        "SELECT 1 FROM scim_schema_version WHERE tenant = @tenant AND version > @schemaVersion";

    private readonly ResourceReader _reader = new(database);

    /// <inheritdoc/>
    public Task<ResourceState?> ReadStateAsync(string tenant, string? type, string id) =>
        _reader.ReadStateAsync(tenant, type, id);

    /// <inheritdoc/>
    public async Task<bool> WriteCommitAsync(ResourceCommit commit)
    {
        var write = new BatchedCall<bool>(() => Task.FromResult(WriteCommitInTransaction(commit)));
        await commits.SubmitWriteAsync(write);
        return write.Result;
    }

    /// <summary>Writes a commit inside the open transaction of a batch.</summary>
    /// <returns>See <see cref="WriteCommitAsync"/>.</returns>
    internal bool WriteCommitInTransaction(ResourceCommit commit)
    {
        using DbConnection connection = database.DataSource.OpenConnection();
        var statements = new SqliteCommitStatements((PooledSqliteConnection)connection, commit, serviceId);
        return commit.State.Operation == ChangeOperation.Delete ? DeleteRow(statements)
            : commit.ExpectedVersion == 0 ? InsertRow(statements)
            : UpdateRow(statements);
    }

    private static bool InsertRow(SqliteCommitStatements statements)
    {
        if (statements.ExecuteScalar(NewerSchemasSql) is not null)
            throw new CommitRejectedException(CommitFailure.SchemasChanged);
        if (statements.ExecuteScalar(InsertSql) is not long rid)
            return false;
        statements.Rid = rid;
        WriteWords(statements, InsertWordsSql, ListWords(statements.Commit.Words));
        if (statements.Commit.Extras is not null)
            SqliteCommitExtras.ApplyExtras(statements);
        statements.ExecuteStatement(InsertChangeSql);
        return true;
    }

    private static bool UpdateRow(SqliteCommitStatements statements)
    {
        if (statements.ReadPresentRow(SelectSql) is not { } present)
            return false;
        ResourceCommit commit = statements.Commit;

        // A commit that leaves the document unchanged is valid under any schemas.
        if (
            statements.ExecuteScalar(NewerSchemasSql) is not null
            && !present.Document.AsSpan().SequenceEqual(commit.State.Document.Span)
        )
            throw new CommitRejectedException(CommitFailure.SchemasChanged);
        statements.Rid = present.Rid;
        if (commit.Extras is not null || present.HasReleasableValues)
            SqliteCommitExtras.ApplyUniqueValues(statements);
        statements.ExecuteStatement(UpdateSql);
        if (present.Words != commit.Words)
        {
            List<(int Field, string Word)> before = ListWords(present.Words),
                after = ListWords(commit.Words);
            WriteWords(statements, DeleteWordsSql, [.. before.Except(after)]);
            WriteWords(statements, InsertWordsSql, [.. after.Except(before)]);
        }

        if (commit.Extras is not null || present.HasReleasableValues)
            SqliteCommitExtras.ApplyRest(statements);
        statements.ExecuteStatement(InsertChangeSql);
        return true;
    }

    private static bool DeleteRow(SqliteCommitStatements statements)
    {
        if (statements.ReadPresentRow(SelectSql) is not { } present)
            return false;
        statements.Rid = present.Rid;
        statements.ExecuteStatement(DeleteSql);
        statements.ExecuteStatement(InsertTombstoneSql);
        if (statements.Commit.Extras is not null)
            SqliteCommitExtras.ApplyReminder(statements);
        statements.ExecuteStatement(InsertChangeSql);
        return true;
    }

    private static void WriteWords(SqliteCommitStatements statements, string sql, List<(int Field, string Word)> words)
    {
        if (words.Count == 0)
            return;
        statements.WordList = JsonSerializer.Serialize(
            words.Select(w => new object[] { w.Field, w.Word }),
            StateSerializer.Options
        );
        statements.ExecuteStatement(sql);
    }

    private static List<(int Field, string Word)> ListWords(string? text)
    {
        var words = new List<(int, string)>();
        if (text is null)
            return words;
        string[] fields = text.Split(" | ");
        for (int i = 0; i < fields.Length; i++)
        {
            foreach (string word in fields[i].Split(' ', StringSplitOptions.RemoveEmptyEntries))
                words.Add((i, word));
        }

        return words;
    }
}
