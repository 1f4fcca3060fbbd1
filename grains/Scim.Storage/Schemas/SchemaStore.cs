using System.Data.Common;
using Dapper;
using Scim.Grains.Storage;
using Scim.Protocol.CustomSchemas;
using Scim.Protocol.Schema;
using Scim.Storage.Databases;
using Scim.Storage.Directory;
using Scim.Storage.Sql;

namespace Scim.Storage.Schemas;

/// <summary>
/// Looks at a tenant's committed resources before its schemas change, and keeps the unique values in step with them.
/// </summary>
internal sealed class SchemaStore(ScimDatabase database, SingleWriterLock gate) : ISchemaStore
{
    // All resources of a tenant may have to be read.
    private const int CommandTimeoutSeconds = 600;

    /// <inheritdoc/>
    public async Task<StoredRule?> FindFirstViolationAsync(
        string tenant,
        IReadOnlyList<StoredRule> rules,
        CancellationToken cancellationToken
    )
    {
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        foreach (
            IGrouping<string, StoredRule> kind in rules
                .Where(r => r is not StoredRule.DistinctValues)
                .GroupBy(r => r.ResourceTypeName)
        )
        {
            // One pass for all of them; which one it was is asked only where it is worth asking.
            if (
                !await HasViolationAsync(connection, tenant, kind.Key, [.. kind], cancellationToken)
            )
                continue;
            foreach (StoredRule rule in kind)
                if (
                    await HasViolationAsync(connection, tenant, kind.Key, [rule], cancellationToken)
                )
                    return rule;
        }

        return null;
    }

    /// <inheritdoc/>
    public async Task<bool> ReserveValuesAsync(
        string tenant,
        string kind,
        StoredAttributePath place,
        CancellationToken cancellationToken
    )
    {
        var parameters = new SqlParameters();
        string values = new StoredRuleSql(database.Dialect, parameters).SelectValues(
            place,
            parameters.Add(tenant),
            parameters.Add(kind)
        );
        string unfit =
            $"SELECT 1 FROM ({values}) AS v GROUP BY v.value HAVING count(*) > 1 OR max(length(v.value)) > {UniqueValues.MaxLength} LIMIT 1";
        using IDisposable turn = await gate.AcquireLockAsync(cancellationToken);
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(
            cancellationToken
        );
        if (
            await connection.ExecuteScalarAsync<long?>(CreateCommand(unfit, parameters.Values))
            is not null
        )
            return false;

        await connection.ExecuteAsync(
            CreateCommand(
                ReleaseValuesSql,
                new
                {
                    tenant,
                    kind,
                    path = place.ToString(),
                }
            )
        );
        string enter = $"""
            INSERT INTO scim_unique (tenant, kind, path, value, rid)
            SELECT {parameters.Add(tenant)}, {parameters.Add(kind)}, {parameters.Add(
                place.ToString()
            )}, v.value, v.rid FROM ({values}) AS v
            """;
        await connection.ExecuteAsync(CreateCommand(enter, parameters.Values));
        await transaction.CommitAsync(cancellationToken);
        return true;

        CommandDefinition CreateCommand(string sql, object values) =>
            new(
                sql,
                values,
                transaction,
                CommandTimeoutSeconds,
                cancellationToken: cancellationToken
            );
    }

    /// <inheritdoc/>
    public async Task ReleaseValuesAsync(
        string tenant,
        string kind,
        string path,
        CancellationToken cancellationToken
    )
    {
        using IDisposable turn = await gate.AcquireLockAsync(cancellationToken);
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                ReleaseValuesSql,
                new
                {
                    tenant,
                    kind,
                    path,
                },
                commandTimeout: CommandTimeoutSeconds,
                cancellationToken: cancellationToken
            )
        );
    }

    private const string ReleaseValuesSql =
        "DELETE FROM scim_unique WHERE tenant = @tenant AND kind = @kind AND path = @path";

    private async Task<bool> HasViolationAsync(
        DbConnection connection,
        string tenant,
        string kind,
        IReadOnlyList<StoredRule> rules,
        CancellationToken cancellationToken
    )
    {
        var parameters = new SqlParameters();
        var sql = new StoredRuleSql(database.Dialect, parameters);
        string statement = $"""
            SELECT 1 FROM scim_resource AS r JOIN grain_state AS s ON s.state_id = r.rid
            WHERE r.tenant = {parameters.Add(tenant)} AND r.kind = {parameters.Add(
                kind
            )} AND ({string.Join(" OR ", rules.Select(sql.BuildViolation))}) LIMIT 1
            """;
        return await connection.ExecuteScalarAsync<long?>(
            new CommandDefinition(
                statement,
                parameters.Values,
                commandTimeout: CommandTimeoutSeconds,
                cancellationToken: cancellationToken
            )
        )
            is not null;
    }
}
