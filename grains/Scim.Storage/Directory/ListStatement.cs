using Dapper;
using Scim.Grains.Storage;
using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Storage.Directory;

/// <summary>The SQL of a list query.</summary>
/// <param name="Page">Selects kind, id, version, created, modified and document of the page.</param>
/// <param name="Count">Counts what the filters select.</param>
/// <param name="Parameters">The values of both.</param>
internal sealed record ListStatement(string Page, string Count, DynamicParameters Parameters)
{
    /// <summary>Translates a query.</summary>
    public static ListStatement Of(SqlDialect dialect, DirectoryQuery query)
    {
        var parameters = new SqlParameters();
        string tenant = parameters.Add(query.Tenant);
        var pages = new List<string>();
        var counts = new List<string>();
        for (int i = 0; i < query.Targets.Count; i++)
        {
            (ResourceType type, Filter? filter) = query.Targets[i];
            string kind = parameters.Add(type.Name);
            var sql = new FilterSql(dialect, type, tenant, kind, parameters);
            string from = $"FROM scim_resource AS r WHERE r.tenant = {tenant} AND r.kind = {kind}";
            string where = filter is null ? "" : $" AND {sql.Where(filter)}";
            AttributePath? sortBy = query.SortBy.Count > 0 ? query.SortBy[i] : null;
            string key = query.SortBy.Count == 0 ? "" : $", {(sortBy is null ? "NULL" : sql.SortKey(sortBy))} AS key";
            pages.Add($"SELECT r.rid, r.id{key} {from}{where}");
            counts.Add(filter is null
                ? $"coalesce((SELECT n FROM scim_count WHERE tenant = {tenant} AND kind = {kind}), 0)"
                : $"(SELECT count(*) {from}{where})");
        }

        string order = (query.SortBy.Count, query.Descending) switch
        {
            (0, false) => "id",
            (0, true) => "id DESC",
            (_, false) => "key IS NULL, key, id",
            (_, true) => "key IS NOT NULL, key DESC, id",
        };
        string found = $"SELECT * FROM ({string.Join(" UNION ALL ", pages)}) AS f ORDER BY {order} LIMIT {parameters.Add(query.Take)} OFFSET {parameters.Add(query.Skip)}";
        string page = $"""
            SELECT r.kind, r.id, r.version, r.created, r.modified, {dialect.Document}
            FROM ({found}) AS p JOIN scim_resource AS r ON r.rid = p.rid JOIN grain_state AS s ON s.state_id = p.rid
            ORDER BY {string.Join(", ", order.Split(", ").Select(term => "p." + term))}
            """;
        return new ListStatement(page, $"SELECT {string.Join(" + ", counts)}", parameters.Values);
    }
}
