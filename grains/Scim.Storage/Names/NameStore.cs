using System.Data.Common;
using Dapper;
using Scim.Grains.Storage;
using Scim.Storage.Databases;

namespace Scim.Storage.Names;

/// <summary>Reads committed unique names.</summary>
internal sealed class NameStore(ScimDatabase database) : INameStore
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ReadNamesAsync(
        string tenant,
        string kind,
        int partition,
        int limit,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            SELECT unique_name FROM scim_resource
            WHERE tenant = @tenant AND kind = @kind AND name_partition = @partition AND unique_name IS NOT NULL LIMIT @limit
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
                        kind,
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
        string kind,
        string foldedName,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            SELECT id FROM (
              SELECT id, 0 AS loose FROM scim_resource WHERE tenant = @tenant AND kind = @kind AND unique_name = @foldedName
              UNION ALL
              SELECT id, 1 AS loose FROM scim_loose_name WHERE tenant = @tenant AND kind = @kind AND name = @foldedName) AS n
            ORDER BY loose, id LIMIT 1
            """;
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<string?>(
            new CommandDefinition(
                Sql,
                new
                {
                    tenant,
                    kind,
                    foldedName,
                },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <inheritdoc/>
    public async Task<string?> FindOwnerAsync(
        string tenant,
        string kind,
        string path,
        string value,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            SELECT r.id FROM scim_unique AS u JOIN scim_resource AS r ON r.rid = u.rid
            WHERE u.tenant = @tenant AND u.kind = @kind AND u.path = @path AND u.value = @value
            """;
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<string?>(
            new CommandDefinition(
                Sql,
                new
                {
                    tenant,
                    kind,
                    path,
                    value,
                },
                cancellationToken: cancellationToken
            )
        );
    }
}
