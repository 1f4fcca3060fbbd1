using System.Data.Common;
using Dapper;
using Scim.Grains.Storage;
using Scim.Protocol.Schema;
using Scim.Storage.Databases;
using Scim.Storage.Filters;
using Scim.Storage.Sql;

namespace Scim.Storage.Directory;

/// <summary>Queries over committed names and unique values.</summary>
internal sealed class NameStore(ScimDatabase database) : INameStore
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ReadNamesAsync(
        string tenant,
        string type,
        int partition,
        int limit,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            SELECT unique_name FROM scim_resource
            WHERE tenant = @tenant AND kind = @kind AND name_partition = @partition AND unique_name IS NOT NULL
            LIMIT @limit
            """;
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<string>(
                new CommandDefinition(
                    Sql,
                    new
                    {
                        tenant,
                        kind = type,
                        partition,
                        limit,
                    },
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }

    /// <inheritdoc/>
    public async Task<string?> FindOwnerAsync(
        string tenant,
        string type,
        string foldedName,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            SELECT id FROM (
              SELECT id, 0 AS is_non_unique FROM scim_resource
              WHERE tenant = @tenant AND kind = @kind AND unique_name = @foldedName
              UNION ALL
              SELECT id, 1 AS is_non_unique FROM scim_non_unique_name
              WHERE tenant = @tenant AND kind = @kind AND name = @foldedName) AS n
            ORDER BY is_non_unique, id LIMIT 1
            """;
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<string?>(
            new CommandDefinition(
                Sql,
                new
                {
                    tenant,
                    kind = type,
                    foldedName,
                },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <inheritdoc/>
    public async Task<string?> FindOwnerAsync(
        string tenant,
        string type,
        string path,
        string value,
        CancellationToken cancellationToken
    )
    {
        var parameters = new SqlParameters();
        string tenantName = parameters.Add(tenant),
            typeName = parameters.Add(type),
            valueName = parameters.Add(value);
        string sql = $"""
            SELECT r.id, 0 AS is_duplicate FROM scim_unique_value AS u JOIN scim_resource AS r ON r.rid = u.rid
            WHERE u.tenant = {tenantName} AND u.kind = {typeName} AND u.path = {parameters.Add(path)}
              AND u.value = {valueName}
            """;
        if (path == StoredUniqueValue.ExternalIdPath)
            sql = $"""
                {sql}
                UNION ALL
                SELECT id, 1 AS is_duplicate FROM scim_resource
                WHERE tenant = {tenantName} AND kind = {typeName}
                  AND {database.Dialect.IndexedEquals("external_id", valueName)}
                """;
        if (path == StoredUniqueValue.ExternalIdPath && type == ResourceTypeNames.Group)
            sql = $"""
                {sql}
                UNION ALL
                SELECT id, 1 AS is_duplicate FROM scim_resource
                WHERE rid IN ({database.Dialect.SelectRowsWithValue(
                    tenantName,
                    typeName,
                    [new JsonPathSegment(AttributeColumnMap.LinkedExternalIds, IsList: true)],
                    value,
                    parameters
                )})
                """;
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<string?>(
            new CommandDefinition(
                $"SELECT id FROM ({sql}) AS v ORDER BY is_duplicate, id LIMIT 1",
                parameters.Values,
                cancellationToken: cancellationToken
            )
        );
    }
}
