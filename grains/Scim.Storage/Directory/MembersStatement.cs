using Dapper;
using Scim.Grains.Storage;
using Scim.Protocol.Filters;
using Scim.Protocol.Schema;
using Scim.Storage.Filters;
using Scim.Storage.Sql;

namespace Scim.Storage.Directory;

/// <summary>The SQL of a page of members, in the order of the primary key: by the member's id.</summary>
/// <param name="Text">Selects Total, Id, Type and Display for each member. One row with only the total when the page is
/// empty; no row when the group does not exist.</param>
/// <param name="Parameters">The values of the statement.</param>
internal sealed record MembersStatement(string Text, DynamicParameters Parameters)
{
    /// <summary>Translates a query.</summary>
    /// <exception cref="Protocol.Errors.ScimException">InvalidFilter: the filter names an attribute that is not stored.
    /// </exception>
    public static MembersStatement FromQuery(SqlDialect dialect, MembersQuery query)
    {
        var parameters = new SqlParameters();
        string tenant = parameters.Add(query.Tenant),
            group = parameters.Add(query.Group);
        string membership = $"m.tenant = {tenant} AND m.group_id = {group}";
        string resource = "r.tenant = m.tenant AND r.kind = m.kind AND r.id = m.member_id";
        if (query.Filter is { } filter)
        {
            // A comparison with an id uses the primary key, so that the filter need not be evaluated on all members.
            if (FindMemberId(filter) is { } id)
                membership += $" AND m.member_id = {parameters.Add(id)}";
            var sql = new FilterSql(dialect, BuiltInResourceTypes.Group, tenant, parameters);
            resource = $"{resource.Replace("r.", "d.", StringComparison.Ordinal)} AND {sql.BuildMemberWhere(filter)}";
        }

        string row = query.Filter is null ? "r" : "d";
        string total =
            !query.ShouldCount ? "NULL"
            : query.Filter is null ? $"(SELECT count(*) FROM scim_member AS m WHERE {membership})"
            : "(SELECT count(*) FROM scim_member AS m CROSS JOIN scim_resource AS d "
                + $"WHERE {membership} AND {resource})";
        string from = query.From is null
            ? ""
            : $" AND m.member_id {(query.IsBackward ? "<" : ">")} {parameters.Add(query.From)}";
        string text = $"""
            SELECT {total} AS Total, v.id AS Id, v.kind AS Type, v.display AS Display
            FROM scim_resource AS g LEFT JOIN (
              SELECT m.member_id AS id, m.kind, {row}.display
              FROM scim_member AS m CROSS JOIN scim_resource AS {row}
              WHERE {membership}{from} AND {resource}
              ORDER BY m.member_id{(query.IsBackward ? " DESC" : "")} LIMIT {parameters.Add(
                query.Take
            )}) AS v ON TRUE
            WHERE g.tenant = {tenant} AND g.kind = 'Group' AND g.id = {group}
            ORDER BY v.id
            """;
        return new MembersStatement(text, parameters.Values);
    }

    private static string? FindMemberId(Filter filter) =>
        filter switch
        {
            Filter.And and => BooleanSql.FlattenTerms(and).Select(FindMemberId).FirstOrDefault(id => id is not null),
            Filter.Compare(var path, CompareOp.Eq, FilterValue.Text id) when path.Leaf.Name == "value" => id.FoldValue(
                path.Leaf,
                CompareOp.Eq
            ),
            _ => null,
        };
}
