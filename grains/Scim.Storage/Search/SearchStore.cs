using System.Data.Common;
using Dapper;
using Scim.Grains.Storage;
using Scim.Storage.Directory;

namespace Scim.Storage.Search;

/// <summary>Looks users and groups up in <c>scim_word</c>.</summary>
internal sealed class SearchStore(ScimDatabase database) : ISearchStore
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<FoundResource>> Search(string tenant, string kind, IReadOnlyList<string> words, int count, CancellationToken cancellationToken)
    {
        if (words.Count == 0) return [];
        (string text, SqlParameters parameters) = SearchStatement.Of(database.Dialect, tenant, kind, words, count);
        return await Query(new CommandDefinition(text, parameters.Values, cancellationToken: cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<FoundResource?> Find(string tenant, string kind, string id, CancellationToken cancellationToken)
    {
        var command = new CommandDefinition(SearchStatement.Find(database.Dialect), new { tenant, kind, id }, cancellationToken: cancellationToken);
        return await Query(command, cancellationToken) is [var found, ..] ? found : null;
    }

    private async Task<IReadOnlyList<FoundResource>> Query(CommandDefinition command, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await database.Open(cancellationToken);
        return [.. (await connection.QueryAsync<Row>(command)).Select(r => new FoundResource(r.Id, r.Active != 0, r.Document))];
    }

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public long Active { get; init; }

        public byte[] Document { get; init; } = [];
    }
}
