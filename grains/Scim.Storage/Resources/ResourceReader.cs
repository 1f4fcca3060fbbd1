using System.Data.Common;
using Dapper;
using Scim.Grains.Storage;
using Scim.Storage.Databases;

namespace Scim.Storage.Resources;

/// <summary>Reads the states of resources from <c>scim_resource</c> and <c>scim_tombstone</c>.</summary>
internal sealed class ResourceReader(ScimDatabase database)
{
    /// <inheritdoc cref="IResourceTable.ReadStateAsync"/>
    public async Task<ResourceState?> ReadStateAsync(string tenant, string? type, string id)
    {
        await using DbConnection connection = await database
            .OpenConnectionAsync(CancellationToken.None)
            .ConfigureAwait(false);
        StoredResource? row = await connection
            .QueryFirstOrDefaultAsync<StoredResource>(
                BuildSelect(type),
                new
                {
                    tenant,
                    type,
                    id,
                }
            )
            .ConfigureAwait(false);
        return row?.ToState(tenant, id);
    }

    /// <summary>The statement of <see cref="ReadStateAsync"/>.</summary>
    internal static string BuildSelect(string? type)
    {
        string isType = type is null ? "kind NOT IN ('User', 'Group')" : "kind = @type";
        return $"""
            SELECT kind AS Type, unique_name AS UniqueName, name_partition AS NamePartition, name AS Name,
              display AS Display, external_id AS ExternalId, CASE WHEN active THEN 1 ELSE 0 END AS Active,
              version AS Version, created AS Created, modified AS Modified, document AS Document,
              CAST(details AS TEXT) AS Details
            FROM scim_resource WHERE tenant = @tenant AND {isType} AND id = @id
            UNION ALL
            SELECT kind, NULL, 0, NULL, NULL, NULL, 0, version, NULL, deleted_at, NULL, NULL
            FROM scim_tombstone WHERE tenant = @tenant AND {isType} AND id = @id
            """;
    }
}
