using System.Data.Common;
using Dapper;
using Scim.Grains.Storage;
using Scim.Storage.Databases;

namespace Scim.Storage.Users;

/// <summary>Lists inactive users.</summary>
internal sealed class RetentionStore(ScimDatabase database) : IRetentionStore
{
    /// <summary>
    /// The statement of <see cref="ListInactiveUsersAsync"/>. The partial index requires this condition.
    /// </summary>
    internal const string InactiveUsersSql = """
        SELECT id FROM scim_resource
        WHERE tenant = @tenant AND kind = 'User' AND NOT active AND id > @after ORDER BY id LIMIT @count
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListInactiveUsersAsync(
        string tenant,
        string after,
        int count,
        CancellationToken cancellationToken
    )
    {
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<string>(
                new CommandDefinition(
                    InactiveUsersSql,
                    new
                    {
                        tenant,
                        after,
                        count,
                    },
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }
}
