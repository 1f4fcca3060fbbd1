using System.Data.Common;
using Dapper;
using Scim.Grains.Storage;
using Scim.Protocol.Schema;
using Scim.Storage.Databases;
using Scim.Storage.Sql;

namespace Scim.Storage.Search;

/// <summary>Searches users and groups by their words in <c>scim_search_word</c>.</summary>
internal sealed class SearchStore(ScimDatabase database) : ISearchStore
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<FoundResource>> SearchResourcesAsync(
        string tenant,
        string type,
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
            type,
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
        string type,
        string id,
        CancellationToken cancellationToken
    )
    {
        var command = new CommandDefinition(
            SearchStatement.BuildLookup(database.Dialect),
            new
            {
                tenant,
                kind = type,
                id,
            },
            cancellationToken: cancellationToken
        );
        return await QueryResourcesAsync(command, cancellationToken) is [var found, ..] ? found : null;
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
                r.Document,
                r.DeactivatedAt is { } text && ScimDateTime.TryParse(text, out DateTimeOffset instant) ? instant : null
            )),
        ];
    }

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public long Active { get; init; }

        public byte[] Document { get; init; } = [];

        public string? DeactivatedAt { get; init; }
    }
}
