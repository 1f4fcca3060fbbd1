using System.Text;
using Dapper;
using Scim.Grains.Storage;
using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;
using Scim.Storage.Filters;
using Scim.Storage.Paging;
using Scim.Storage.Sql;

namespace Scim.Storage.Directory;

/// <summary>
/// The SQL of a list query: one statement, so that the total and the page are of one moment and a filter is decided
/// once for each resource.
/// </summary>
/// <param name="Text">
/// Selects total, mark of the last commit, kind, id, version, created, modified, members lost, document and, where
/// sorted, key for each resource of the page; one row with nothing but total and mark when the page is empty. The total
/// is null where a filtered list is continued.
/// </param>
/// <param name="Parameters">Its values.</param>
/// <param name="Identity">What the list is, whatever the page: equal for equal queries of one tenant.</param>
/// <param name="IsIndexed">Whether filter and order are answered from indexes.</param>
internal sealed record ListStatement(
    string Text,
    DynamicParameters Parameters,
    string Identity,
    bool IsIndexed
)
{
    /// <summary>Translates a query.</summary>
    /// <param name="dialect">The database's SQL.</param>
    /// <param name="query">The query.</param>
    /// <param name="inOrder">Walk a filtered list in its order and look at each resource, rather than find all
    /// candidates by an index and sort them.</param>
    /// <exception cref="Protocol.Errors.ScimException">InvalidFilter: an attribute that is stored nowhere.</exception>
    public static ListStatement FromQuery(
        SqlDialect dialect,
        DirectoryQuery query,
        bool inOrder = false
    )
    {
        var parameters = new SqlParameters();
        string tenant = parameters.Add(query.Tenant);
        bool filtered = query.Targets.Any(t => t.Filter is not null),
            counted = filtered && query.From is null && !query.IsBackward;
        string? lead =
            query is { Targets: [var only], SortBy: [{ } by] }
            && AttributeColumnMap.IsName(only.Type, by)
                ? dialect.IndexPrefix("r.name")
                : null;
        var order = new ListOrder(
            query.SortBy.Count > 0,
            query.IsDescending,
            IsSortKeyNullable(query),
            lead is not null
        );
        var found = new List<string>(query.Targets.Count);
        var kinds = new List<string>(query.Targets.Count);
        bool indexed = true;
        AttributeType?[] types = [.. query.SortBy.Select(p => p?.Leaf.Type)];
        for (int i = 0; i < query.Targets.Count; i++)
        {
            (ResourceType type, Filter? filter) = query.Targets[i];
            string kind = parameters.Add(type.Name);
            var sql = new FilterSql(dialect, type, tenant, parameters);
            AttributePath? sortBy = order.HasSortKey ? query.SortBy[i] : null;
            string key = order.HasSortKey
                ? dialect.CastSortKey(sortBy is null ? "NULL" : sql.BuildSortKey(sortBy), types)
                : "NULL";
            string? index =
                filter is null || inOrder
                    ? null
                    : new IndexSql(dialect, type, tenant, kind, parameters).BuildCandidateQuery(
                        filter
                    );
            indexed &=
                index is not null
                || (
                    filter is null && (sortBy is null || AttributeColumnMap.HasOrder(type, sortBy))
                );
            string where = index is null
                ? $"r.tenant = {tenant} AND r.kind = {kind}"
                : $"r.rid IN ({index}) AND {dialect.SuppressIndex("r.tenant")} = {tenant} AND {dialect.SuppressIndex("r.kind")} = {kind}";
            if (filter is not null)
                where += $" AND {sql.BuildWhere(filter)}";
            if (query.From is { } from)
                where +=
                    $" AND {order.BuildSeekCondition(key, "r.id", from, query.IsBackward, parameters)}{(lead is null ? "" : $" AND {order.BuildPrefixSeekCondition(lead, dialect.IndexPrefix(parameters.Add(from.Key!))!, query.IsBackward)}")}";
            found.Add(
                $"SELECT r.rid, r.id{(order.HasSortKey ? $", {key} AS key" : "")}{(lead is null ? "" : $", {lead} AS lead")} FROM scim_resource AS r WHERE {where}"
            );
            kinds.Add(kind);
        }

        string all = string.Join(" UNION ALL ", found),
            inner = order.BuildOrderBy("", query.IsBackward);
        string identity = query.From is null
            ? ListIdentity.ComputeDigest($"{all} ORDER BY {inner}", parameters.Values)
            : "";
        string page =
            $"ORDER BY {inner} LIMIT {parameters.Add(query.Take)} OFFSET {parameters.Add(query.Skip)}";
        string total =
            counted ? "(SELECT count(*) FROM hit)"
            : filtered ? "NULL"
            : SelectResourceCount(tenant, kinds);
        var text = new StringBuilder();

        // With a filter, what it selects is counted and cut into pages from one and the same pass.
        if (counted)
            text.Append("WITH hit AS MATERIALIZED (").Append(all).Append(") ");
        text.Append("SELECT c.total, c.mark, r.kind, r.id, r.version, r.created, r.modified, ")
            .Append(SelectMemberRemovalCount("r"))
            .Append(", ")
            .Append(dialect.DocumentBytes)
            .Append(order.HasSortKey ? ", p.key" : "")
            .Append(" FROM (SELECT ")
            .Append(total)
            .Append(" AS total, ")
            .Append(dialect.SelectChangeLogPosition(tenant))
            .Append(" AS mark) AS c LEFT JOIN (")
            .Append(counted ? $"SELECT * FROM hit {page}" : $"SELECT * FROM ({all}) AS u {page}")
            .Append(
                ") AS p ON TRUE LEFT JOIN scim_resource AS r ON r.rid = p.rid LEFT JOIN grain_state AS s ON s.state_id = p.rid ORDER BY "
            )
            .Append(order.BuildOrderBy("p.", backward: false));
        return new ListStatement(text.ToString(), parameters.Values, identity, indexed);
    }

    /// <summary>
    /// How often the group that a row of <c>scim_resource</c> is lost a member because that member was deleted; 0 for
    /// what is no group.
    /// </summary>
    public static string SelectMemberRemovalCount(string row) =>
        $"CASE {row}.kind WHEN 'Group' THEN coalesce((SELECT n FROM scim_lost AS l WHERE l.tenant = {row}.tenant AND l.group_id = {row}.id), 0) ELSE 0 END";

    /// <summary>Selects how many resources of the kinds the tenant has.</summary>
    public static string SelectResourceCount(string tenant, IEnumerable<string> kinds) =>
        string.Join(
            " + ",
            kinds.Select(kind =>
                $"coalesce((SELECT n FROM scim_count WHERE tenant = {tenant} AND kind = {kind}), 0)"
            )
        );

    private static bool IsSortKeyNullable(DirectoryQuery query)
    {
        for (int i = 0; i < query.SortBy.Count; i++)
        {
            if (
                query.SortBy[i] is not { } path
                || !AttributeColumnMap.IsAlwaysPresent(query.Targets[i].Type, path)
            )
                return true;
        }

        return false;
    }
}
