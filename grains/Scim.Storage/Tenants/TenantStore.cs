using System.Data.Common;
using Dapper;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Storage;
using Scim.Storage.Databases;

namespace Scim.Storage.Tenants;

/// <summary>Lists tenants and removes the data of deleted tenants.</summary>
internal sealed class TenantStore(ScimDatabase database, SingleWriterLock writerLock) : ITenantStore
{
    private static readonly (string Table, string Key, int BatchSize)[] UploadTables =
    [
        ("scim_upload", "id", 500),
        ("scim_upload_row", "job_id, row_number", 1000),
        ("scim_upload_key", "job_id, match_key", 1000),
        ("scim_upload_chunk", "job_id, chunk_index", 8),
    ];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TenantInfo>> ListTenantsAsync(
        string after,
        int count,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            SELECT id AS Id, display_name AS DisplayName, created AS Created FROM scim_tenant
            WHERE id > @after ORDER BY id LIMIT @count
            """;
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        return
        [
            .. (
                await connection.QueryAsync<TenantRow>(
                    new CommandDefinition(Sql, new { after, count }, cancellationToken: cancellationToken)
                )
            ).Select(ToTenantInfo),
        ];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(string Type, string Id)>> PurgeBatchAsync(
        string tenant,
        int count,
        CancellationToken cancellationToken
    )
    {
        // A running job that finds its row deleted writes nothing more.
        await PurgeUploadsAsync(tenant, cancellationToken);

        // Triggers delete the projections of a row.
        const string RemoveResources = """
            DELETE FROM scim_resource WHERE rid IN (SELECT rid FROM scim_resource WHERE tenant = @tenant LIMIT @count)
            RETURNING kind AS Type, id AS Id
            """;
        const string RemoveTombstones = """
            DELETE FROM scim_tombstone WHERE (tenant, id, kind) IN (
              SELECT tenant, id, kind FROM scim_tombstone WHERE tenant = @tenant LIMIT @count)
            RETURNING kind AS Type, id AS Id
            """;

        // The keys of a tenant form a range: they begin with its id and a slash, and '0' is the character after the
        // slash.
        const string RemoveStates = """
            DELETE FROM grain_state WHERE state_id IN (
              SELECT state_id FROM grain_state
              WHERE grain_key >= @tenant || '/' AND grain_key < @tenant || '0' AND grain_type <> 'tenant' LIMIT @count)
            RETURNING '/' || grain_type AS Type, coalesce(payload ->> 'id', '') AS Id
            """;
        const string RemoveChanges = """
            DELETE FROM scim_change
            WHERE sequence IN (SELECT sequence FROM scim_change WHERE tenant = @tenant LIMIT @count)
            """;
        var rows = new List<StateRow>();
        foreach (string removal in new[] { RemoveResources, RemoveTombstones, RemoveStates })
        {
            if (rows.Count < count)
                rows.AddRange(await RemoveRowsAsync(removal, count - rows.Count));
        }

        if (rows.Count < count)
        {
            // Batch by batch as well, so that other writers are not blocked.
            var changes = new CommandDefinition(
                RemoveChanges,
                new { tenant, count },
                cancellationToken: cancellationToken
            );
            while (await ExecuteWriteAsync(c => c.ExecuteAsync(changes), cancellationToken) == count) { }
            var counts = new CommandDefinition(
                "DELETE FROM scim_resource_count WHERE tenant = @tenant",
                new { tenant },
                cancellationToken: cancellationToken
            );
            await ExecuteWriteAsync(c => c.ExecuteAsync(counts), cancellationToken);
            var roles = new CommandDefinition(
                "DELETE FROM scim_role WHERE tenant = @tenant",
                new { tenant },
                cancellationToken: cancellationToken
            );
            await ExecuteWriteAsync(c => c.ExecuteAsync(roles), cancellationToken);
        }

        return [.. rows.Select(r => (r.Type, r.Id))];

        Task<List<StateRow>> RemoveRowsAsync(string sql, int limit)
        {
            var removal = new CommandDefinition(
                sql,
                new { tenant, count = limit },
                cancellationToken: cancellationToken
            );
            return ExecuteWriteAsync(c => c.QueryAsync<StateRow>(removal), cancellationToken);
        }
    }

    // The jobs are deleted first: a running job then finds its row deleted and writes no more rows.
    private async Task PurgeUploadsAsync(string tenant, CancellationToken cancellationToken)
    {
        foreach ((string table, string key, int batchSize) in UploadTables)
        {
            string sql = $"""
                DELETE FROM {table} WHERE tenant = @tenant AND ({key}) IN (
                  SELECT {key} FROM {table} WHERE tenant = @tenant LIMIT {batchSize})
                """;
            var removal = new CommandDefinition(sql, new { tenant }, cancellationToken: cancellationToken);
            while (await ExecuteWriteAsync(c => c.ExecuteAsync(removal), cancellationToken) > 0) { }
        }
    }

    private async Task<List<T>> ExecuteWriteAsync<T>(
        Func<DbConnection, Task<IEnumerable<T>>> query,
        CancellationToken cancellationToken
    )
    {
        using IDisposable writerTurn = await writerLock.AcquireLockAsync(cancellationToken);
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        return [.. await query(connection)];
    }

    private async Task<int> ExecuteWriteAsync(
        Func<DbConnection, Task<int>> command,
        CancellationToken cancellationToken
    )
    {
        using IDisposable writerTurn = await writerLock.AcquireLockAsync(cancellationToken);
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        return await command(connection);
    }

    private static TenantInfo ToTenantInfo(TenantRow row) =>
        new()
        {
            Id = row.Id,
            DisplayName = row.DisplayName,
            Created = StoredInstant.Parse(row.Created),
        };

    private sealed class TenantRow
    {
        public string Id { get; init; } = "";

        public string DisplayName { get; init; } = "";

        public string Created { get; init; } = "";
    }

    private sealed class StateRow
    {
        public string Type { get; init; } = "";

        public string Id { get; init; } = "";
    }
}
