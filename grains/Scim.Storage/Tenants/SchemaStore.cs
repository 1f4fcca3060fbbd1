using System.Data.Common;
using Dapper;
using Scim.Grains.Storage;
using Scim.Protocol.CustomSchemas;
using Scim.Protocol.Schema;
using Scim.Storage.Databases;
using Scim.Storage.Sql;

namespace Scim.Storage.Tenants;

/// <summary>
/// Checks a tenant's committed resources against a change of its schemas, and maintains the unique values.
/// </summary>
internal sealed class SchemaStore(ScimDatabase database, SingleWriterLock writerLock) : ISchemaStore
{
    // The statements may have to read all resources of a tenant.
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
            IGrouping<string, StoredRule> rulesOfType in rules
                .Where(r => r is not StoredRule.DistinctValues)
                .GroupBy(r => r.ResourceTypeName)
        )
        {
            // One pass checks all rules of the type. Only if one is violated, each is checked on its own.
            if (!await HasViolationAsync(connection, tenant, rulesOfType.Key, [.. rulesOfType], cancellationToken))
                continue;
            foreach (StoredRule rule in rulesOfType)
                if (await HasViolationAsync(connection, tenant, rulesOfType.Key, [rule], cancellationToken))
                    return rule;
        }

        return null;
    }

    /// <inheritdoc/>
    public async Task<bool> ReserveValuesAsync(
        string tenant,
        string type,
        StoredAttributePath path,
        CancellationToken cancellationToken
    )
    {
        var parameters = new SqlParameters();
        string values = new StoredRuleSql(database.Dialect, parameters).SelectValues(
            path,
            parameters.Add(tenant),
            parameters.Add(type)
        );
        string invalidValueSql = $"""
            SELECT 1 FROM ({values}) AS v
            GROUP BY v.value HAVING count(*) > 1 OR max(length(v.value)) > {UniqueValues.MaxLength} LIMIT 1
            """;
        using IDisposable writerTurn = await writerLock.AcquireLockAsync(cancellationToken);
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await connection.ExecuteScalarAsync<long?>(CreateCommand(invalidValueSql, parameters.Values)) is not null)
            return false;

        await connection.ExecuteAsync(
            CreateCommand(
                ReleaseValuesSql,
                new
                {
                    tenant,
                    kind = type,
                    path = path.ToString(),
                }
            )
        );
        string insertSql = $"""
            INSERT INTO scim_unique_value (tenant, kind, path, value, rid)
            SELECT {parameters.Add(tenant)}, {parameters.Add(type)}, {parameters.Add(
                path.ToString()
            )}, v.value, v.rid FROM ({values}) AS v
            """;
        await connection.ExecuteAsync(CreateCommand(insertSql, parameters.Values));
        await transaction.CommitAsync(cancellationToken);
        return true;

        CommandDefinition CreateCommand(string sql, object values) =>
            new(sql, values, transaction, CommandTimeoutSeconds, cancellationToken: cancellationToken);
    }

    /// <inheritdoc/>
    public async Task ReleaseValuesAsync(string tenant, string type, string path, CancellationToken cancellationToken)
    {
        using IDisposable writerTurn = await writerLock.AcquireLockAsync(cancellationToken);
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                ReleaseValuesSql,
                new
                {
                    tenant,
                    kind = type,
                    path,
                },
                commandTimeout: CommandTimeoutSeconds,
                cancellationToken: cancellationToken
            )
        );
    }

    private const string ReleaseValuesSql =
        "DELETE FROM scim_unique_value WHERE tenant = @tenant AND kind = @kind AND path = @path";

    private async Task<bool> HasViolationAsync(
        DbConnection connection,
        string tenant,
        string type,
        IReadOnlyList<StoredRule> rules,
        CancellationToken cancellationToken
    )
    {
        var parameters = new SqlParameters();
        var sql = new StoredRuleSql(database.Dialect, parameters);
        string statement = $"""
            SELECT 1 FROM scim_resource AS r
            WHERE r.tenant = {parameters.Add(tenant)} AND r.kind = {parameters.Add(
                type
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
