using System.Data.Common;
using Dapper;
using Scim.Grains.Storage;
using Scim.Storage.Filters;
using Scim.Storage.Paging;
using Scim.Storage.Sql;

namespace Scim.Storage.Directory;

/// <summary>Reads pages of lists on one connection.</summary>
internal sealed class ListReader(
    SqlDialect dialect,
    PageBookmarkCache bookmarks,
    DbConnection connection,
    Func<CancellationToken, Task<DbTransaction>> beginSnapshot
)
{
    /// <summary>Reads the page of a query in the cheapest way.</summary>
    /// <exception cref="Protocol.Errors.ScimException">InvalidFilter, TooMany.</exception>
    public async Task<DirectoryPage> ReadPageAsync(DirectoryQuery query, CancellationToken cancellationToken)
    {
        if (query.From is not null || query.IsBackward)
            return await ReadPageFromPositionAsync(query, cancellationToken);
        ListStatement statement = ListStatement.FromQuery(dialect, query);
        if (
            query.Skip > 0
            && bookmarks.FindNearestBookmark(statement.Identity, query.Skip) is { } bookmark
            && await ResumeFromBookmarkAsync(query, statement.Identity, bookmark, cancellationToken) is { } resumed
        )
            return resumed;
        if (!statement.IsIndexed)
            QueryCostLimiter.CheckUnindexed(query.Limits, await CountResourcesAsync(query, cancellationToken));
        return await ExecuteStatementAsync(
            query,
            statement,
            statement.Identity,
            query.Skip,
            null,
            null,
            cancellationToken
        );
    }

    // Reads from a position. The matches of the filter are not counted again, so not all of them need to be found.
    private async Task<DirectoryPage> ReadPageFromPositionAsync(
        DirectoryQuery query,
        CancellationToken cancellationToken
    )
    {
        bool inOrder =
            query.Targets.Any(t => t.Filter is not null)
            && ShouldScanInOrder(query, await CountResourcesAsync(query, cancellationToken));
        return await ExecuteStatementAsync(
            query,
            ListStatement.FromQuery(dialect, query, inOrder),
            null,
            0,
            null,
            null,
            cancellationToken
        );
    }

    private async Task<DirectoryPage?> ResumeFromBookmarkAsync(
        DirectoryQuery query,
        string identity,
        PageBookmark bookmark,
        CancellationToken cancellationToken
    )
    {
        await using DbTransaction snapshot = await beginSnapshot(cancellationToken);
        if (
            await BookmarkValidator.RefreshBookmarkAsync(
                dialect,
                connection,
                snapshot,
                query,
                bookmark,
                cancellationToken
            )
                is not { } current
            || current.Index > query.Skip
        )
            return null;
        DirectoryQuery rest = query with
        {
            From = current.Position,
            Skip = (int)(query.Skip - current.Index),
            KnownTotal = current.Total,
        };
        bool inOrder =
            query.Targets.Any(t => t.Filter is not null)
            && ShouldScanInOrder(rest, await CountResourcesAsync(rest, cancellationToken, snapshot));
        DirectoryPage page = await ExecuteStatementAsync(
            rest,
            ListStatement.FromQuery(dialect, rest, inOrder),
            identity,
            query.Skip,
            current.Total,
            snapshot,
            cancellationToken
        );

        // The resource count is stored independently of the change log. Equal totals confirm that the log is complete.
        return page.Total == current.Total ? page : null;
    }

    private async Task<DirectoryPage> ExecuteStatementAsync(
        DirectoryQuery query,
        ListStatement statement,
        string? identity,
        long skipped,
        long? knownTotal,
        DbTransaction? snapshot,
        CancellationToken cancellationToken
    )
    {
        await using DbDataReader reader = await connection.ExecuteReaderAsync(
            new CommandDefinition(
                statement.Text,
                statement.Parameters,
                snapshot,
                QueryCostLimiter.GetCommandTimeout(query.Limits),
                cancellationToken: cancellationToken
            )
        );
        long? total = null;
        object? changeLogPosition = null;
        var rows = new List<ResourceRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            total = await reader.IsDBNullAsync(0, cancellationToken) ? knownTotal : reader.GetInt64(0);
            changeLogPosition = await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetValue(1);
            if (!await reader.IsDBNullAsync(3, cancellationToken))
                rows.Add(ReadRow(reader, query.SortBy.Count > 0));
        }

        long index = skipped + rows.Count;
        if (
            identity is not null
            && changeLogPosition is not null
            && rows.Count > 0
            && rows.Count == query.Take
            && index < total
        )
            bookmarks.AddBookmark(identity, new PageBookmark(index, rows[^1].Position, changeLogPosition, total.Value));
        return new DirectoryPage(total, rows);
    }

    // Sorting all matches for each page costs in proportion to the number of matches. Scanning an index in the order of
    // the list costs in proportion to the number of rows between the matches of the page.
    private static bool ShouldScanInOrder(DirectoryQuery query, long resources) =>
        query
            .SortBy.Select((path, i) => path is not null && AttributeColumnMap.HasOrder(query.Targets[i].Type, path))
            .All(has => has)
        && (query.KnownTotal is not { } matches || matches * matches > Math.Max(1, query.Take) * resources);

    private Task<long> CountResourcesAsync(
        DirectoryQuery query,
        CancellationToken cancellationToken,
        DbTransaction? snapshot = null
    )
    {
        var parameters = new SqlParameters();
        string tenant = parameters.Add(query.Tenant);
        string counts = ListStatement.SelectResourceCount(
            tenant,
            [.. query.Targets.Select(t => parameters.Add(t.Type.Name))]
        );
        return connection.ExecuteScalarAsync<long>(
            new CommandDefinition($"SELECT {counts}", parameters.Values, snapshot, cancellationToken: cancellationToken)
        );
    }

    private static ResourceRow ReadRow(DbDataReader reader, bool sorted)
    {
        string id = reader.GetString(3);
        return new ResourceRow(
            reader.GetString(2),
            id,
            reader.GetInt64(4),
            StoredInstant.Parse(reader.GetString(5)),
            StoredInstant.Parse(reader.GetString(6)),
            reader.GetFieldValue<byte[]>(8)
        )
        {
            Position = new ListPosition(sorted && reader.GetValue(9) is not DBNull and var key ? key : null, id),
            MemberRemovalCount = reader.GetInt64(7),
        };
    }
}
