using System.Data.Common;
using System.Text.Json;
using Dapper;
using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Uploads;
using Scim.Storage.Databases;

namespace Scim.Storage.Uploads;

/// <summary>Stores uploads in their own tables.</summary>
internal sealed partial class UploadStore(ScimDatabase database, SingleWriterLock writerLock) : IUploadStore
{
    /// <inheritdoc/>
    public Task AddJobAsync(UploadJob job, CancellationToken cancellationToken)
    {
        const string Sql =
            "INSERT INTO scim_upload (tenant, id, state, version, job) VALUES (@Tenant, @Id, @state, @Version, @json)";
        return ExecuteWriteAsync(
            Sql,
            new
            {
                job.Tenant,
                job.Id,
                state = FormatState(job),
                job.Version,
                json = SerializeJob(job),
            },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task<UploadJob?> ReadJobAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT job FROM scim_upload WHERE tenant = @tenant AND id = @id";
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        string? json = await connection.ExecuteScalarAsync<string?>(
            new CommandDefinition(Sql, new { tenant, id }, cancellationToken: cancellationToken)
        );
        return json is null ? null : DeserializeJob(json);
    }

    /// <inheritdoc/>
    public async Task<bool> SaveJobAsync(UploadJob job, UploadProgress progress, CancellationToken cancellationToken)
    {
        const string Update = """
            UPDATE scim_upload SET state = @state, version = @Version, job = @json
            WHERE tenant = @Tenant AND id = @Id AND version = @Version - 1
            """;
        const string Row = """
            INSERT INTO scim_upload_row (tenant, job_id, row_number, line, status, user_id, column_name, detail)
            VALUES (@Tenant, @Id, @Row, @Line, @Status, @UserId, @Column, @Detail)
            """;
        const string Key = """
            INSERT INTO scim_upload_key (tenant, job_id, match_key, line) VALUES (@Tenant, @Id, @Key, @Line)
            ON CONFLICT DO NOTHING
            """;
        using IDisposable writerTurn = await writerLock.AcquireLockAsync(cancellationToken);
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (
            await connection.ExecuteAsync(
                Update,
                new
                {
                    job.Tenant,
                    job.Id,
                    state = FormatState(job),
                    job.Version,
                    json = SerializeJob(job),
                },
                transaction
            ) == 0
        )
        {
            await transaction.RollbackAsync(cancellationToken);
            return false;
        }

        foreach (RowOutcome r in progress.Rows)
            await connection.ExecuteAsync(
                Row,
                new
                {
                    job.Tenant,
                    job.Id,
                    r.Row,
                    r.Line,
                    Status = (int)r.Status,
                    r.UserId,
                    r.Column,
                    r.Detail,
                },
                transaction
            );
        foreach ((string key, long line) in progress.Keys)
            await connection.ExecuteAsync(
                Key,
                new
                {
                    job.Tenant,
                    job.Id,
                    Key = key,
                    Line = line,
                },
                transaction
            );
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    /// <inheritdoc/>
    public Task AppendChunkAsync(
        string tenant,
        string id,
        int index,
        ReadOnlyMemory<byte> bytes,
        CancellationToken cancellationToken
    )
    {
        // The same chunk is sent again when the response to the first request did not arrive.
        const string Sql = """
            INSERT INTO scim_upload_chunk (tenant, job_id, chunk_index, bytes) VALUES (@tenant, @id, @index, @data)
            ON CONFLICT (tenant, job_id, chunk_index) DO UPDATE SET bytes = excluded.bytes
            """;
        return ExecuteWriteAsync(
            Sql,
            new
            {
                tenant,
                id,
                index,
                data = bytes.ToArray(),
            },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>?> ReadChunkAsync(
        string tenant,
        string id,
        int index,
        CancellationToken cancellationToken
    )
    {
        const string Sql =
            "SELECT bytes FROM scim_upload_chunk WHERE tenant = @tenant AND job_id = @id AND chunk_index = @index";
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        byte[]? bytes = await connection.ExecuteScalarAsync<byte[]?>(
            new CommandDefinition(
                Sql,
                new
                {
                    tenant,
                    id,
                    index,
                },
                cancellationToken: cancellationToken
            )
        );

        // A conditional expression would convert null to an empty chunk.
        if (bytes is null)
            return null;
        return bytes;
    }

    /// <inheritdoc/>
    public async Task RemoveJobAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        // Rows are deleted in batches, so that other writers are not blocked. The job is deleted last, so that the
        // removal can be repeated after a crash.
        foreach (
            (string table, string order) in new[]
            {
                ("scim_upload_chunk", "chunk_index"),
                ("scim_upload_row", "row_number"),
                ("scim_upload_key", "match_key"),
            }
        )
        {
            string sql = $"""
                DELETE FROM {table} WHERE tenant = @tenant AND job_id = @id AND {order} IN (
                  SELECT {order} FROM {table} WHERE tenant = @tenant AND job_id = @id ORDER BY {order} LIMIT {(
                    order == "chunk_index" ? 8 : 1000
                )})
                """;
            while (await ExecuteWriteAsync(sql, new { tenant, id }, cancellationToken) > 0) { }
        }

        await ExecuteWriteAsync(
            "DELETE FROM scim_upload WHERE tenant = @tenant AND id = @id",
            new { tenant, id },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<UploadJob>> ListJobsAsync(
        string tenant,
        string? after,
        int count,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            SELECT job FROM scim_upload
            WHERE tenant = @tenant AND id < @before AND state <> 'receiving' ORDER BY id DESC LIMIT @count
            """;
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        // Ids are hexadecimal, so 'g' sorts after all of them.
        var parameters = new
        {
            tenant,
            before = after ?? "g",
            count,
        };
        return
        [
            .. (
                await connection.QueryAsync<string>(
                    new CommandDefinition(Sql, parameters, cancellationToken: cancellationToken)
                )
            ).Select(DeserializeJob),
        ];
    }

    /// <inheritdoc/>
    public async Task<long> CountRunningJobsAsync(string tenant, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT count(*) FROM scim_upload WHERE tenant = @tenant AND state = 'running'";
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(Sql, new { tenant }, cancellationToken: cancellationToken)
        );
    }

    private async Task<int> ExecuteWriteAsync(string sql, object parameters, CancellationToken cancellationToken)
    {
        using IDisposable writerTurn = await writerLock.AcquireLockAsync(cancellationToken);
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(
            new CommandDefinition(sql, parameters, cancellationToken: cancellationToken)
        );
    }

    private static string FormatState(UploadJob job) =>
        job.State switch
        {
            UploadState.Receiving => "receiving",
            UploadState.Running => "running",
            _ => "ended",
        };

    private static string SerializeJob(UploadJob job) => JsonSerializer.Serialize(job);

    private static UploadJob DeserializeJob(string json) => JsonSerializer.Deserialize<UploadJob>(json)!;
}
