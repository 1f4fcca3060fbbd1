using System.Data.Common;
using System.Text.Json;
using Dapper;
using Scim.GrainInterfaces.Uploads;
using Scim.Grains.Storage;
using Scim.Grains.Uploads;

namespace Scim.Storage.Uploads;

/// <summary>Uploads in tables of their own: see <see cref="IUploadStore"/>.</summary>
internal sealed partial class UploadStore(ScimDatabase database, WriteGate gate) : IUploadStore
{
    /// <inheritdoc/>
    public Task Add(UploadJob job, CancellationToken cancellationToken)
    {
        const string Sql = "INSERT INTO scim_upload (tenant, id, state, version, job) VALUES (@Tenant, @Id, @state, @Version, @json)";
        return Write(Sql, new { job.Tenant, job.Id, state = State(job), job.Version, json = Json(job) }, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<UploadJob?> Read(string tenant, string id, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT job FROM scim_upload WHERE tenant = @tenant AND id = @id";
        await using DbConnection connection = await database.Open(cancellationToken);
        string? json = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(Sql, new { tenant, id }, cancellationToken: cancellationToken));
        return json is null ? null : Job(json);
    }

    /// <inheritdoc/>
    public async Task<bool> Save(UploadJob job, UploadProgress progress, CancellationToken cancellationToken)
    {
        const string Update = "UPDATE scim_upload SET state = @state, version = @Version, job = @json WHERE tenant = @Tenant AND id = @Id AND version = @Version - 1";
        const string Row = """
            INSERT INTO scim_upload_row (tenant, job_id, row_number, line, status, user_id, column_name, detail)
            VALUES (@Tenant, @Id, @Row, @Line, @Status, @UserId, @Column, @Detail)
            """;
        const string Key = "INSERT INTO scim_upload_key (tenant, job_id, match_key, line) VALUES (@Tenant, @Id, @Key, @Line) ON CONFLICT DO NOTHING";
        using IDisposable turn = await gate.Enter(cancellationToken);
        await using DbConnection connection = await database.Open(cancellationToken);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await connection.ExecuteAsync(Update, new { job.Tenant, job.Id, state = State(job), job.Version, json = Json(job) }, transaction) == 0)
        {
            await transaction.RollbackAsync(cancellationToken);
            return false;
        }

        foreach (RowOutcome r in progress.Rows)
            await connection.ExecuteAsync(Row, new { job.Tenant, job.Id, r.Row, r.Line, Status = (int)r.Status, r.UserId, r.Column, r.Detail }, transaction);
        foreach ((string key, long line) in progress.Keys) await connection.ExecuteAsync(Key, new { job.Tenant, job.Id, Key = key, Line = line }, transaction);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    /// <inheritdoc/>
    public Task Append(string tenant, string id, int index, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        // Again the same piece, when the answer to the first time was lost.
        const string Sql = "INSERT INTO scim_upload_piece (tenant, job_id, piece, bytes) VALUES (@tenant, @id, @index, @data) ON CONFLICT (tenant, job_id, piece) DO UPDATE SET bytes = excluded.bytes";
        return Write(Sql, new { tenant, id, index, data = bytes.ToArray() }, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>?> Piece(string tenant, string id, int index, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT bytes FROM scim_upload_piece WHERE tenant = @tenant AND job_id = @id AND piece = @index";
        await using DbConnection connection = await database.Open(cancellationToken);
        byte[]? bytes = await connection.ExecuteScalarAsync<byte[]?>(new CommandDefinition(Sql, new { tenant, id, index }, cancellationToken: cancellationToken));

        // Not by ?: which would make an empty piece of null.
        if (bytes is null) return null;
        return bytes;
    }

    /// <inheritdoc/>
    public async Task Remove(string tenant, string id, CancellationToken cancellationToken)
    {
        // In portions, so that others can write in between; the job last, so that a crash leaves it to be removed again.
        foreach ((string table, string order) in new[] { ("scim_upload_piece", "piece"), ("scim_upload_row", "row_number"), ("scim_upload_key", "match_key") })
        {
            string sql = $"""
                DELETE FROM {table} WHERE tenant = @tenant AND job_id = @id AND {order} IN (
                  SELECT {order} FROM {table} WHERE tenant = @tenant AND job_id = @id ORDER BY {order} LIMIT {(order == "piece" ? 8 : 1000)})
                """;
            while (await Write(sql, new { tenant, id }, cancellationToken) > 0) { }
        }

        await Write("DELETE FROM scim_upload WHERE tenant = @tenant AND id = @id", new { tenant, id }, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<UploadJob>> List(string tenant, string? after, int count, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT job FROM scim_upload WHERE tenant = @tenant AND id < @before AND state <> 'receiving' ORDER BY id DESC LIMIT @count";
        await using DbConnection connection = await database.Open(cancellationToken);
        // Ids are hexadecimal: 'g' is behind all of them.
        var parameters = new { tenant, before = after ?? "g", count };
        return [.. (await connection.QueryAsync<string>(new CommandDefinition(Sql, parameters, cancellationToken: cancellationToken))).Select(Job)];
    }

    /// <inheritdoc/>
    public async Task<long> Running(string tenant, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT count(*) FROM scim_upload WHERE tenant = @tenant AND state = 'running'";
        await using DbConnection connection = await database.Open(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(Sql, new { tenant }, cancellationToken: cancellationToken));
    }

    private async Task<int> Write(string sql, object parameters, CancellationToken cancellationToken)
    {
        using IDisposable turn = await gate.Enter(cancellationToken);
        await using DbConnection connection = await database.Open(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken));
    }

    private static string State(UploadJob job) => job.State switch
    {
        UploadState.Receiving => "receiving",
        UploadState.Running => "running",
        _ => "ended",
    };

    private static string Json(UploadJob job) => JsonSerializer.Serialize(job);

    private static UploadJob Job(string json) => JsonSerializer.Deserialize<UploadJob>(json)!;
}
