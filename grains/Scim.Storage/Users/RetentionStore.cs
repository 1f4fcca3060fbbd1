using System.Data.Common;
using Dapper;
using Scim.Grains.Storage;

namespace Scim.Storage.Users;

/// <summary>Walks the users who are not active.</summary>
internal sealed class RetentionStore(ScimDatabase database) : IRetentionStore
{
    /// <summary>The statement of <see cref="Inactive"/>. The literal is what the partial index asks for.</summary>
    internal const string InactiveSql =
        "SELECT id FROM scim_resource WHERE tenant = @tenant AND kind = 'User' AND active = 0 AND id > @after ORDER BY id LIMIT @count";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> Inactive(string tenant, string after, int count, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await database.Open(cancellationToken);
        return [.. await connection.QueryAsync<string>(new CommandDefinition(InactiveSql, new { tenant, after, count }, cancellationToken: cancellationToken))];
    }
}
