using System.Data.Common;
using Dapper;
using Scim.Grains.Storage;
using Scim.Storage.Databases;

namespace Scim.Storage.Users;

/// <summary>Finds users by indexed attributes.</summary>
internal sealed class UserFinder(ScimDatabase database) : IUserFinder
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> FindByExternalIdAsync(
        string tenant,
        string externalId,
        int count,
        CancellationToken cancellationToken
    )
    {
        string isExternalId = database.Dialect.IndexedEquals("external_id", "@externalId");
        string sql = $"""
            SELECT id FROM scim_resource
            WHERE tenant = @tenant AND kind = 'User' AND {isExternalId} ORDER BY id LIMIT @count
            """;
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<string>(
                new CommandDefinition(
                    sql,
                    new
                    {
                        tenant,
                        externalId,
                        count,
                    },
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }
}
