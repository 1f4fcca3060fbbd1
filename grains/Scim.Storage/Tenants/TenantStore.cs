using System.Data.Common;
using Dapper;
using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Storage;

namespace Scim.Storage.Tenants;

/// <summary>Lists tenants, and removes what a deleted one leaves.</summary>
internal sealed class TenantStore(ScimDatabase database, WriteGate gate) : ITenantStore
{
    private static readonly string[] LeftOvers = ["scim_change", "scim_count"];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TenantInfo>> List(string after, int count, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT id AS Id, display_name AS DisplayName, created AS Created FROM scim_tenant WHERE id > @after ORDER BY id LIMIT @count";
        await using DbConnection connection = await database.Open(cancellationToken);
        return [.. (await connection.QueryAsync<TenantRow>(new CommandDefinition(Sql, new { after, count }, cancellationToken: cancellationToken))).Select(Info)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(string Kind, string Id)>> Purge(string tenant, int count, CancellationToken cancellationToken)
    {
        // A tenant's keys lie together: those that begin with its id and a slash. '0' is the character after the slash.
        const string Find = """
            SELECT state_id AS StateId, payload ->> '$.kind' AS Kind, payload ->> '$.id' AS Id FROM grain_state
            WHERE grain_key >= @tenant || '/' AND grain_key < @tenant || '0' AND grain_type <> 'tenant' LIMIT @count
            """;
        using IDisposable turn = await gate.Enter(cancellationToken);
        await using DbConnection connection = await database.Open(cancellationToken);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        var rows = (await connection.QueryAsync<StateRow>(new CommandDefinition(Find, new { tenant, count }, transaction, cancellationToken: cancellationToken))).ToList();
        await connection.ExecuteAsync(new CommandDefinition("DELETE FROM grain_state WHERE state_id IN @ids", new { ids = rows.Select(r => r.StateId) }, transaction, cancellationToken: cancellationToken));
        if (rows.Count < count)
        {
            foreach (string table in LeftOvers)
                await connection.ExecuteAsync(new CommandDefinition($"DELETE FROM {table} WHERE tenant = @tenant", new { tenant }, transaction, cancellationToken: cancellationToken));
        }

        await transaction.CommitAsync(cancellationToken);
        return [.. rows.Select(r => (r.Kind, r.Id))];
    }

    private static TenantInfo Info(TenantRow row) =>
        new() { Id = row.Id, DisplayName = row.DisplayName, Created = StoredInstant.Read(row.Created) };

    private sealed class TenantRow
    {
        public string Id { get; init; } = "";

        public string DisplayName { get; init; } = "";

        public string Created { get; init; } = "";
    }

    private sealed class StateRow
    {
        public long StateId { get; init; }

        public string Kind { get; init; } = "";

        public string Id { get; init; } = "";
    }
}
