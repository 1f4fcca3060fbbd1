using System.Text;
using Dapper;
using Scim.Grains.Storage;
using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Storage.Directory;

/// <summary>The SQL of a list query: one statement, so that the total and the page are of one moment and a filter is decided once for each resource.</summary>
/// <param name="Text">
/// Selects total, kind, id, version, created, modified and document for each resource of the page; one row with nothing but the total when the page is empty.
/// </param>
/// <param name="Parameters">Its values.</param>
internal sealed record ListStatement(string Text, DynamicParameters Parameters)
{
    /// <summary>Translates a query.</summary>
    /// <exception cref="Protocol.Errors.ScimException">InvalidFilter: an attribute that is stored nowhere.</exception>
    public static ListStatement Of(SqlDialect dialect, DirectoryQuery query)
    {
        var parameters = new SqlParameters();
        string tenant = parameters.Add(query.Tenant);
        bool filtered = query.Targets.Any(t => t.Filter is not null);
        var found = new List<string>(query.Targets.Count);
        var counts = new List<string>(query.Targets.Count);
        AttributeType?[] keys = [.. query.SortBy.Select(p => p?.Leaf.Type)];
        for (int i = 0; i < query.Targets.Count; i++)
        {
            (ResourceType type, Filter? filter) = query.Targets[i];
            string kind = parameters.Add(type.Name);
            var sql = new FilterSql(dialect, type, tenant, parameters);
            AttributePath? sortBy = query.SortBy.Count > 0 ? query.SortBy[i] : null;
            string key = query.SortBy.Count == 0 ? "" : $", {dialect.SortKey(sortBy is null ? "NULL" : sql.SortKey(sortBy), keys)} AS key";
            string? index = filter is null ? null : new IndexSql(dialect, type, tenant, kind, parameters).Rows(filter);
            string where = index is null
                ? $"r.tenant = {tenant} AND r.kind = {kind}"
                : $"r.rid IN ({index}) AND {dialect.NoIndex("r.tenant")} = {tenant} AND {dialect.NoIndex("r.kind")} = {kind}";
            found.Add($"SELECT r.rid, r.id{key} FROM scim_resource AS r WHERE {where}{(filter is null ? "" : $" AND {sql.Where(filter)}")}");
            counts.Add($"coalesce((SELECT n FROM scim_count WHERE tenant = {tenant} AND kind = {kind}), 0)");
        }

        string all = string.Join(" UNION ALL ", found);
        string page = $"ORDER BY {Order("", query)} LIMIT {parameters.Add(query.Take)} OFFSET {parameters.Add(query.Skip)}";
        var text = new StringBuilder();

        // With a filter, what it selects is counted and cut into pages from one and the same pass.
        if (filtered) text.Append("WITH hit AS MATERIALIZED (").Append(all).Append(") ");
        text.Append("SELECT c.total, r.kind, r.id, r.version, r.created, r.modified, ").Append(dialect.Document).Append(" FROM (SELECT ")
            .Append(filtered ? "count(*) AS total FROM hit" : $"{string.Join(" + ", counts)} AS total").Append(") AS c LEFT JOIN (")
            .Append(filtered ? $"SELECT * FROM hit {page}" : $"SELECT * FROM ({all}) AS u {page}")
            .Append(") AS p ON TRUE LEFT JOIN scim_resource AS r ON r.rid = p.rid LEFT JOIN grain_state AS s ON s.state_id = p.rid ORDER BY ")
            .Append(Order("p.", query));
        return new ListStatement(text.ToString(), parameters.Values);
    }

    // Resources of the same key by id, in the order of their creation. Without a value last upwards and first downwards (RFC 7644 section 3.4.2.3).
    private static string Order(string row, DirectoryQuery query) => (query.SortBy.Count, query.Descending) switch
    {
        (0, false) => $"{row}id",
        (0, true) => $"{row}id DESC",
        (_, false) => $"{row}key ASC NULLS LAST, {row}id",
        (_, true) => $"{row}key DESC NULLS FIRST, {row}id",
    };
}
