using System.Data.Common;
using Dapper;
using Scim.Grains.Storage;

namespace Scim.Storage.Users;

/// <summary>Finds users by an index.</summary>
internal sealed class UserFinder(ScimDatabase database) : IUserFinder
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ByExternalId(string tenant, string externalId, int count, CancellationToken cancellationToken)
    {
        string sql =
            $"SELECT id FROM scim_resource WHERE tenant = @tenant AND kind = 'User' AND {database.Dialect.Same("external_id", "@externalId")} ORDER BY id LIMIT @count";
        await using DbConnection connection = await database.Open(cancellationToken);
        return [.. await connection.QueryAsync<string>(new CommandDefinition(sql, new { tenant, externalId, count }, cancellationToken: cancellationToken))];
    }
}
