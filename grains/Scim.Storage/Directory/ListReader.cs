using System.Data.Common;
using Dapper;
using Scim.Grains.Storage;
using Scim.Storage.Filters;
using Scim.Storage.Paging;
using Scim.Storage.Sql;

namespace Scim.Storage.Directory;

/// <summary>Runs list statements on one connection.</summary>
internal sealed class ListReader(
    SqlDialect dialect,
    PageBookmarkCache walks,
    DbConnection connection,
    Func<CancellationToken, Task<DbTransaction>> snapshot
)
{
    /// <summary>The page of a query, by the cheapest way that there is.</summary>
    /// <exception cref="Protocol.Errors.ScimException">InvalidFilter, TooMany.</exception>
    public async Task<DirectoryPage> ReadPageAsync(
        DirectoryQuery query,
        CancellationToken cancellationToken
    )
    {
        if (query.From is not null || query.IsBackward)
            return await ReadPageFromPositionAsync(query, cancellationToken);
        ListStatement statement = ListStatement.FromQuery(dialect, query);
        if (
            query.Skip > 0
            && walks.FindNearestBookmark(statement.Identity, query.Skip) is { } step
            && await ResumeFromBookmarkAsync(query, statement.Identity, step, cancellationToken)
                is { } resumed
        )
            return resumed;
        if (!statement.IsIndexed)
            QueryCostLimiter.CheckUnindexed(
                query.Limits,
                await CountResourcesAsync(query, cancellationToken)
            );
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

    // From a place on. What the filter selects is not counted again, so its matches need not all be found.
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
        PageBookmark step,
        CancellationToken cancellationToken
    )
    {
        await using DbTransaction moment = await snapshot(cancellationToken);
        if (
            await BookmarkValidator.RefreshBookmarkAsync(
                dialect,
                connection,
                moment,
                query,
                step,
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
            && ShouldScanInOrder(rest, await CountResourcesAsync(rest, cancellationToken, moment));
        DirectoryPage page = await ExecuteStatementAsync(
            rest,
            ListStatement.FromQuery(dialect, rest, inOrder),
            identity,
            query.Skip,
            current.Total,
            moment,
            cancellationToken
        );

        // The count is kept apart from the log: that they agree says that the log misses nothing.
        return page.Total == current.Total ? page : null;
    }

    private async Task<DirectoryPage> ExecuteStatementAsync(
        DirectoryQuery query,
        ListStatement statement,
        string? identity,
        long skipped,
        long? knownTotal,
        DbTransaction? moment,
        CancellationToken cancellationToken
    )
    {
        await using DbDataReader reader = await connection.ExecuteReaderAsync(
            new CommandDefinition(
                statement.Text,
                statement.Parameters,
                moment,
                QueryCostLimiter.GetCommandTimeout(query.Limits),
                cancellationToken: cancellationToken
            )
        );
        long? total = null;
        object? mark = null;
        var rows = new List<ResourceRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            total = await reader.IsDBNullAsync(0, cancellationToken)
                ? knownTotal
                : reader.GetInt64(0);
            mark = await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetValue(1);
            if (!await reader.IsDBNullAsync(3, cancellationToken))
                rows.Add(ReadRow(reader, query.SortBy.Count > 0));
        }

        long index = skipped + rows.Count;
        if (
            identity is not null
            && mark is not null
            && rows.Count > 0
            && rows.Count == query.Take
            && index < total
        )
            walks.AddBookmark(
                identity,
                new PageBookmark(index, rows[^1].Position, mark, total.Value)
            );
        return new DirectoryPage(total, rows);
    }

    // Sorting every match for each page costs as many steps as there are matches; going along the list costs as many as
    // lie between the page's matches, where an index has that order.
    private static bool ShouldScanInOrder(DirectoryQuery query, long resources) =>
        query
            .SortBy.Select(
                (path, i) =>
                    path is not null && AttributeColumnMap.HasOrder(query.Targets[i].Type, path)
            )
            .All(has => has)
        && (
            query.KnownTotal is not { } matches
            || matches * matches > Math.Max(1, query.Take) * resources
        );

    private Task<long> CountResourcesAsync(
        DirectoryQuery query,
        CancellationToken cancellationToken,
        DbTransaction? moment = null
    )
    {
        var parameters = new SqlParameters();
        string tenant = parameters.Add(query.Tenant);
        string counts = ListStatement.SelectResourceCount(
            tenant,
            [.. query.Targets.Select(t => parameters.Add(t.Type.Name))]
        );
        return connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                $"SELECT {counts}",
                parameters.Values,
                moment,
                cancellationToken: cancellationToken
            )
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
            Position = new ListPosition(
                sorted && reader.GetValue(9) is not DBNull and var key ? key : null,
                id
            ),
            MemberRemovalCount = reader.GetInt64(7),
        };
    }
}
