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
/// The SQL of a list query. It is one statement, so that the total and the page come from the same snapshot and the
/// filter is evaluated once for each resource.
/// </summary>
/// <param name="Text">
/// Selects total, position in the change log, kind, id, version, created, modified, member removal count, document and,
/// when sorted, the sort key for each resource of the page. One row with only the total and the position when the page
/// is empty. The total is null when a filtered list is continued.
/// </param>
/// <param name="Parameters">The values of the statement.</param>
/// <param name="Identity">Identifies the list independently of the page: equal for equal queries of one tenant.</param>
/// <param name="IsIndexed">Whether the filter and the order are answered from indexes.</param>
internal sealed record ListStatement(string Text, DynamicParameters Parameters, string Identity, bool IsIndexed)
{
    /// <summary>Translates a query.</summary>
    /// <param name="dialect">The SQL dialect of the database.</param>
    /// <param name="query">The query.</param>
    /// <param name="inOrder">Whether to scan a filtered list in its order and evaluate the filter on each resource,
    /// instead of finding all candidates by an index and sorting them.</param>
    /// <exception cref="Protocol.Errors.ScimException">InvalidFilter: the filter names an attribute that is not stored.
    /// </exception>
    public static ListStatement FromQuery(SqlDialect dialect, DirectoryQuery query, bool inOrder = false)
    {
        var parameters = new SqlParameters();
        string tenant = parameters.Add(query.Tenant);
        bool filtered = query.Targets.Any(t => t.Filter is not null),
            counted = filtered && query.From is null && !query.IsBackward;
        string? indexPrefix =
            query is { Targets: [var only], SortBy: [{ } by] } && AttributeColumnMap.IsName(only.Type, by)
                ? dialect.IndexPrefix("r.name")
                : null;
        var order = new ListOrder(
            query.SortBy.Count > 0,
            query.IsDescending,
            IsSortKeyNullable(query),
            indexPrefix is not null
        );
        var selects = new List<string>(query.Targets.Count);
        var typeNames = new List<string>(query.Targets.Count);
        bool indexed = true;
        AttributeType?[] keyTypes = [.. query.SortBy.Select(p => p?.Leaf.Type)];
        for (int i = 0; i < query.Targets.Count; i++)
        {
            (ResourceType type, Filter? filter) = query.Targets[i];
            string typeName = parameters.Add(type.Name);
            var sql = new FilterSql(dialect, type, tenant, parameters);
            AttributePath? sortBy = order.HasSortKey ? query.SortBy[i] : null;
            string key = order.HasSortKey
                ? dialect.CastSortKey(sortBy is null ? "NULL" : sql.BuildSortKey(sortBy), keyTypes)
                : "NULL";
            string? index =
                filter is null || inOrder
                    ? null
                    : new IndexSql(dialect, type, tenant, typeName, parameters).BuildCandidateQuery(filter);
            indexed &=
                index is not null || (filter is null && (sortBy is null || AttributeColumnMap.HasOrder(type, sortBy)));
            bool byChange = index is null && sortBy is not null && AttributeColumnMap.IsModified(type, sortBy);
            if (byChange)
                key = "c.committed_at";
            (string from, string id) = byChange ? (dialect.LastChanges, "c.id") : ("scim_resource AS r", "r.id");
            string where =
                byChange ? $"c.tenant = {tenant} AND c.kind = {typeName}"
                : index is null ? $"r.tenant = {tenant} AND r.kind = {typeName}"
                : $"r.rid IN ({index}) AND {dialect.SuppressIndex("r.tenant")} = {tenant} "
                    + $"AND {dialect.SuppressIndex("r.kind")} = {typeName}";
            if (filter is not null)
                where += $" AND {sql.BuildWhere(filter)}";
            if (query.From is { } position)
            {
                where += $" AND {order.BuildSeekCondition(key, id, position, query.IsBackward, parameters)}";
                if (indexPrefix is not null)
                {
                    string positionPrefix = dialect.IndexPrefix(parameters.Add(position.Key!))!;
                    where += $" AND {order.BuildPrefixSeekCondition(indexPrefix, positionPrefix, query.IsBackward)}";
                }
            }

            string keyColumn = order.HasSortKey ? $", {key} AS key" : "",
                prefixColumn = indexPrefix is null ? "" : $", {indexPrefix} AS index_prefix";
            selects.Add($"SELECT r.rid, {id}{keyColumn}{prefixColumn} FROM {from} WHERE {where}");
            typeNames.Add(typeName);
        }

        string all = string.Join(" UNION ALL ", selects),
            inner = order.BuildOrderBy("", query.IsBackward);
        string identity = query.From is null
            ? ListIdentity.ComputeDigest($"{all} ORDER BY {inner}", parameters.Values)
            : "";
        string page = $"ORDER BY {inner} LIMIT {parameters.Add(query.Take)} OFFSET {parameters.Add(query.Skip)}";
        string total =
            counted ? "(SELECT count(*) FROM filtered)"
            : filtered ? "NULL"
            : SelectResourceCount(tenant, typeNames);
        var text = new StringBuilder();

        // With a filter, the matches are counted and paged in the same pass.
        if (counted)
            text.Append("WITH filtered AS MATERIALIZED (").Append(all).Append(") ");
        text.Append("SELECT c.total, c.change_log_position, r.kind, r.id, r.version, r.created, r.modified, ")
            .Append(SelectMemberRemovalCount("r"))
            .Append(", ")
            .Append(dialect.DocumentBytes)
            .Append(order.HasSortKey ? ", p.key" : "")
            .Append(" FROM (SELECT ")
            .Append(total)
            .Append(" AS total, ")
            .Append(dialect.SelectChangeLogPosition(tenant))
            .Append(" AS change_log_position) AS c LEFT JOIN (")
            .Append(counted ? $"SELECT * FROM filtered {page}" : $"SELECT * FROM ({all}) AS u {page}")
            .Append(") AS p ON TRUE LEFT JOIN scim_resource AS r ON r.rid = p.rid ORDER BY ")
            .Append(order.BuildOrderBy("p.", backward: false));
        return new ListStatement(text.ToString(), parameters.Values, identity, indexed);
    }

    /// <summary>
    /// Selects how many members were removed from a group because they were deleted; 0 for other resource types.
    /// </summary>
    /// <param name="row">The alias of the group's row of <c>scim_resource</c>.</param>
    public static string SelectMemberRemovalCount(string row) =>
        $"CASE {row}.kind WHEN 'Group' THEN coalesce((SELECT removal_count FROM scim_member_removal AS l "
        + $"WHERE l.tenant = {row}.tenant AND l.group_id = {row}.id), 0) ELSE 0 END";

    /// <summary>Selects the number of the tenant's resources of the given types.</summary>
    public static string SelectResourceCount(string tenant, IEnumerable<string> types) =>
        string.Join(
            " + ",
            types.Select(type =>
                "coalesce((SELECT resource_count FROM scim_resource_count "
                + $"WHERE tenant = {tenant} AND kind = {type}), 0)"
            )
        );

    private static bool IsSortKeyNullable(DirectoryQuery query)
    {
        for (int i = 0; i < query.SortBy.Count; i++)
        {
            if (query.SortBy[i] is not { } path || !AttributeColumnMap.IsAlwaysPresent(query.Targets[i].Type, path))
                return true;
        }

        return false;
    }
}
