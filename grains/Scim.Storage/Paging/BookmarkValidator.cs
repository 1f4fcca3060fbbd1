using System.Data.Common;
using Dapper;
using Scim.Grains.Storage;
using Scim.Storage.Sql;

namespace Scim.Storage.Paging;

/// <summary>
/// Brings a remembered step up to date by the change log. In the order of creation a step moves by what was created and
/// deleted before it since, which the log tells exactly; a filter or another order may depend on any change, so there a
/// step holds only until the tenant's next commit.
/// </summary>
internal static class BookmarkValidator
{
    /// <summary>More changes than this are not counted through: the list is counted instead.</summary>
    public const int MaxChanges = 1_000;

    /// <summary>The step as it is now, or null when that cannot be told.</summary>
    /// <param name="dialect">The database's SQL.</param>
    /// <param name="connection">A connection with a snapshot, the one that the page is read in.</param>
    /// <param name="transaction">The snapshot.</param>
    /// <param name="query">The query.</param>
    /// <param name="step">The step.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    public static async Task<PageBookmark?> RefreshBookmarkAsync(
        SqlDialect dialect,
        DbConnection connection,
        DbTransaction transaction,
        DirectoryQuery query,
        PageBookmark step,
        CancellationToken cancellationToken
    )
    {
        var parameters = new
        {
            tenant = query.Tenant,
            mark = step.ChangeLogPosition,
            id = step.Position.Id,
            kinds = dialect.CreateListParameter(query.Targets.Select(t => t.Type.Name)),
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
        if (row.Known == 0 || row.Changes > MaxChanges)
            return null;
        bool byCreation = query.SortBy.Count == 0 && query.Targets.All(t => t.Filter is null);
        if (!byCreation)
            return row.Changes == 0 ? step : null;
        return step with { Index = step.Index + row.Before, Total = step.Total + row.Net };
    }

    /// <summary>
    /// The statement: how many changes there were, and by how many resources the list grew, before the step and in all.
    /// </summary>
    internal static string BuildSql(SqlDialect dialect, bool descending) =>
        $"""
            SELECT CASE WHEN {dialect.IsBookmarkRetained(
                "@tenant",
                "@mark"
            )} THEN 1 ELSE 0 END AS Known, count(*) AS Changes,
              coalesce(sum(c.step), 0) AS Net, coalesce(sum(CASE WHEN c.id {(
                descending ? ">=" : "<="
            )} @id THEN c.step ELSE 0 END), 0) AS Before
            FROM (
              SELECT l.id, CASE WHEN {dialect.IsIn(
                "l.kind",
                "@kinds"
            )} THEN CASE l.operation WHEN 'create' THEN 1 WHEN 'delete' THEN -1 ELSE 0 END ELSE 0 END AS step
              FROM scim_change AS l WHERE l.tenant = @tenant AND {dialect.IsCommittedAfter(
                "l",
                "@mark"
            )} LIMIT @limit) AS c
            """;

    private sealed class Row
    {
        public long Known { get; init; }

        public long Changes { get; init; }

        public long Net { get; init; }

        public long Before { get; init; }
    }
}
