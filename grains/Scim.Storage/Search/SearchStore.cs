using System.Data.Common;
using Dapper;
using Scim.Grains.Storage;
using Scim.Storage.Databases;
using Scim.Storage.Directory;
using Scim.Storage.Sql;

namespace Scim.Storage.Search;

/// <summary>Looks users and groups up in <c>scim_word</c>.</summary>
internal sealed class SearchStore(ScimDatabase database) : ISearchStore
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<FoundResource>> SearchResourcesAsync(
        string tenant,
        string kind,
        IReadOnlyList<string> words,
        int count,
        CancellationToken cancellationToken
    )
    {
        if (words.Count == 0)
            return [];
        (string text, SqlParameters parameters) = SearchStatement.BuildSearch(
            database.Dialect,
            tenant,
            kind,
            words,
            count
        );
        return await QueryResourcesAsync(
            new CommandDefinition(text, parameters.Values, cancellationToken: cancellationToken),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task<FoundResource?> FindResourceAsync(
        string tenant,
        string kind,
        string id,
        CancellationToken cancellationToken
    )
    {
        var command = new CommandDefinition(
            SearchStatement.BuildLookup(database.Dialect),
            new
            {
                tenant,
                kind,
                id,
            },
            cancellationToken: cancellationToken
        );
        return await QueryResourcesAsync(command, cancellationToken) is [var found, ..]
            ? found
            : null;
    }

    private async Task<IReadOnlyList<FoundResource>> QueryResourcesAsync(
        CommandDefinition command,
        CancellationToken cancellationToken
    )
    {
        await using DbConnection connection = await database.OpenConnectionAsync(cancellationToken);
        return
        [
            .. (await connection.QueryAsync<Row>(command)).Select(r => new FoundResource(
                r.Id,
                r.Active != 0,
                r.Document
            )),
        ];
    }

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public long Active { get; init; }

        public byte[] Document { get; init; } = [];
    }
}
