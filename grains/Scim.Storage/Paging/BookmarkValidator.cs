using System.Data.Common;
using Dapper;
using Scim.Grains.Storage;
using Scim.Storage.Sql;

namespace Scim.Storage.Paging;

/// <summary>
/// Updates a cached bookmark from the change log, or rejects it.
/// </summary>
/// <remarks>
/// In an unfiltered list in the order of creation, the index of a bookmark changes by the number of resources that were
/// created or deleted before it, which the change log tells exactly. With a filter or another sort order, any change
/// may affect the list, so the bookmark is valid only until the tenant's next commit.
/// </remarks>
internal static class BookmarkValidator
{
    /// <summary>The maximum number of changes to examine. After more changes, the bookmark is rejected.</summary>
    public const int MaxChanges = 1_000;

    /// <summary>Updates a bookmark.</summary>
    /// <param name="dialect">The SQL dialect of the database.</param>
    /// <param name="connection">The connection that the page is read on.</param>
    /// <param name="transaction">The snapshot transaction that the page is read in.</param>
    /// <param name="query">The query.</param>
    /// <param name="bookmark">The cached bookmark.</param>
    /// <param name="cancellationToken">A token that cancels the query.</param>
    /// <returns>The current bookmark, or null when it cannot be determined.</returns>
    public static async Task<PageBookmark?> RefreshBookmarkAsync(
        SqlDialect dialect,
        DbConnection connection,
        DbTransaction transaction,
        DirectoryQuery query,
        PageBookmark bookmark,
        CancellationToken cancellationToken
    )
    {
        var parameters = new
        {
            tenant = query.Tenant,
            changeLogPosition = bookmark.ChangeLogPosition,
            id = bookmark.Position.Id,
            types = dialect.CreateListParameter(query.Targets.Select(t => t.Type.Name)),
            limit = MaxChanges + 1,
        };
        Row row = await connection.QuerySingleAsync<Row>(
            new CommandDefinition(
                BuildSql(dialect, query.IsDescending),
                parameters,
                transaction,
                cancellationToken: cancellationToken
            )
        );
        if (row.IsRetained == 0 || row.Changes > MaxChanges)
            return null;
        bool byCreation = query.SortBy.Count == 0 && query.Targets.All(t => t.Filter is null);
        if (!byCreation)
            return row.Changes == 0 ? bookmark : null;
        return bookmark with { Index = bookmark.Index + row.GrowthBefore, Total = bookmark.Total + row.NetGrowth };
    }

    /// <summary>
    /// Builds the statement: the number of changes since the bookmark, and the growth of the list, both up to the
    /// bookmark and in total. A negative growth means that the list became shorter.
    /// </summary>
    internal static string BuildSql(SqlDialect dialect, bool descending) =>
        $"""
            SELECT CASE WHEN {dialect.IsBookmarkRetained(
                "@tenant",
                "@changeLogPosition"
            )} THEN 1 ELSE 0 END AS IsRetained, count(*) AS Changes,
              coalesce(sum(c.growth), 0) AS NetGrowth, coalesce(sum(CASE WHEN c.id {(
                descending ? ">=" : "<="
            )} @id THEN c.growth ELSE 0 END), 0) AS GrowthBefore
            FROM (
              SELECT l.id, CASE WHEN {dialect.IsIn(
                "l.kind",
                "@types"
            )} THEN CASE l.operation WHEN 'create' THEN 1 WHEN 'delete' THEN -1 ELSE 0 END ELSE 0 END AS growth
              FROM scim_change AS l WHERE l.tenant = @tenant AND {dialect.IsCommittedAfter(
                "l",
                "@changeLogPosition"
            )} LIMIT @limit) AS c
            """;

    private sealed class Row
    {
        public long IsRetained { get; init; }

        public long Changes { get; init; }

        public long NetGrowth { get; init; }

        public long GrowthBefore { get; init; }
    }
}
