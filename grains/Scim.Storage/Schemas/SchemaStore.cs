using System.Data.Common;
using Dapper;
using Scim.Grains.Storage;
using Scim.Protocol.Schema;
using Scim.Protocol.Schema.Declared;
using Scim.Storage.Directory;

namespace Scim.Storage.Schemas;

/// <summary>Looks at a tenant's committed resources before its schemas change, and keeps the unique values in step with them.</summary>
internal sealed class SchemaStore(ScimDatabase database, WriteGate gate) : ISchemaStore
{
    // All resources of a tenant may have to be read.
    private const int Seconds = 600;

    /// <inheritdoc/>
    public async Task<StoredRule?> FirstBroken(string tenant, IReadOnlyList<StoredRule> rules, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await database.Open(cancellationToken);
        foreach (IGrouping<string, StoredRule> kind in rules.Where(r => r is not StoredRule.DistinctValues).GroupBy(r => r.Kind))
        {
            // One pass for all of them; which one it was is asked only where it is worth asking.
            if (!await Breaks(connection, tenant, kind.Key, [.. kind], cancellationToken)) continue;
            foreach (StoredRule rule in kind)
                if (await Breaks(connection, tenant, kind.Key, [rule], cancellationToken)) return rule;
        }

        return null;
    }

    /// <inheritdoc/>
    public async Task<bool> Occupy(string tenant, string kind, StoredPlace place, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        string values = new StoredRuleSql(database.Dialect, parameters).Values(place, parameters.Add(tenant), parameters.Add(kind));
        string unfit = $"SELECT 1 FROM ({values}) AS v GROUP BY v.value HAVING count(*) > 1 OR max(length(v.value)) > {UniqueValues.MaxLength} LIMIT 1";
        using IDisposable turn = await gate.Enter(cancellationToken);
        await using DbConnection connection = await database.Open(cancellationToken);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await connection.ExecuteScalarAsync<long?>(Command(unfit, parameters.Values)) is not null) return false;

        await connection.ExecuteAsync(Command(FreeSql, new { tenant, kind, path = place.ToString() }));
        string enter = $"""
            INSERT INTO scim_unique (tenant, kind, path, value, rid)
            SELECT {parameters.Add(tenant)}, {parameters.Add(kind)}, {parameters.Add(place.ToString())}, v.value, v.rid FROM ({values}) AS v
            """;
        await connection.ExecuteAsync(Command(enter, parameters.Values));
        await transaction.CommitAsync(cancellationToken);
        return true;

        CommandDefinition Command(string sql, object values) => new(sql, values, transaction, Seconds, cancellationToken: cancellationToken);
    }

    /// <inheritdoc/>
    public async Task Free(string tenant, string kind, string path, CancellationToken cancellationToken)
    {
        using IDisposable turn = await gate.Enter(cancellationToken);
        await using DbConnection connection = await database.Open(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(FreeSql, new { tenant, kind, path }, commandTimeout: Seconds, cancellationToken: cancellationToken));
    }

    private const string FreeSql = "DELETE FROM scim_unique WHERE tenant = @tenant AND kind = @kind AND path = @path";

    private async Task<bool> Breaks(DbConnection connection, string tenant, string kind, IReadOnlyList<StoredRule> rules, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var sql = new StoredRuleSql(database.Dialect, parameters);
        string statement = $"""
            SELECT 1 FROM scim_resource AS r JOIN grain_state AS s ON s.state_id = r.rid
            WHERE r.tenant = {parameters.Add(tenant)} AND r.kind = {parameters.Add(kind)} AND ({string.Join(" OR ", rules.Select(sql.Broken))}) LIMIT 1
            """;
        return await connection.ExecuteScalarAsync<long?>(
            new CommandDefinition(statement, parameters.Values, commandTimeout: Seconds, cancellationToken: cancellationToken)) is not null;
    }
}
