using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;
using Scim.Storage.Sql;

namespace Scim.Storage.Filters;

/// <summary>
/// Builds conditions on a group's <c>members</c> and a user's <c>groups</c>, which are rows of <c>scim_member</c> and
/// not part of a document.
/// </summary>
internal sealed class RelationSql(SqlDialect dialect, string tenant, SqlParameters parameters)
{
    // The groups that contain the resource r, directly or through nesting, each once. A direct membership takes
    // precedence.
    private string AncestorGroups =>
        $"""
            (WITH RECURSIVE ancestor_group (id, direct) AS (
                SELECT m.group_id, 1 FROM scim_member AS m WHERE m.tenant = {tenant} AND m.member_id = r.id
                UNION
                SELECT m.group_id, 0
                FROM ancestor_group AS a CROSS JOIN scim_member AS m
                WHERE m.tenant = {tenant} AND m.member_id = a.id)
              SELECT id, max(direct) AS direct FROM ancestor_group GROUP BY id)
            """;

    /// <summary>
    /// Builds the condition that the comparison holds for a member or group. <c>ne</c> also holds if there is none.
    /// </summary>
    public string BuildComparison(AttributePath path, CompareOp op, Func<string, string> test)
    {
        string any = BuildExists(path, column => test(column(path.Leaf)));
        return op == CompareOp.Ne ? $"({any} OR NOT {BuildExists(path, _ => "TRUE")})" : any;
    }

    /// <summary>Builds the condition that a member or group satisfies a condition on its sub-attributes.</summary>
    public string BuildExists(AttributePath path, Func<Func<AttributeDefinition, string>, string> condition) =>
        path.Attribute.Name == "members"
            ? $"""
                EXISTS (SELECT 1 FROM scim_member AS m CROSS JOIN scim_resource AS d
                WHERE d.tenant = m.tenant AND d.kind = m.kind AND d.id = m.member_id
                  AND m.tenant = {tenant} AND m.group_id = r.id AND {condition(GetMemberColumn)})
                """
            : $"""
                EXISTS (SELECT 1 FROM {AncestorGroups} AS g CROSS JOIN scim_resource AS d
                WHERE d.tenant = {tenant} AND d.kind = 'Group' AND d.id = g.id AND {condition(
                    GetGroupColumn
                )})
                """;

    /// <summary>
    /// Builds the expression of the sub-attribute's value in the first member or group, in the order of the response.
    /// </summary>
    public string BuildFirstValue(AttributePath path) =>
        path.Attribute.Name == "members"
            ? $"""
                (SELECT {(
                    path.Leaf.Name == "$ref" ? "m.member_id" : GetMemberColumn(path.Leaf)
                )} FROM scim_member AS m CROSS JOIN scim_resource AS d
                WHERE d.tenant = m.tenant AND d.kind = m.kind AND d.id = m.member_id
                  AND m.tenant = {tenant} AND m.group_id = r.id ORDER BY m.member_id LIMIT 1)
                """
            : $"""
                (SELECT {(
                    path.Leaf.Name == "$ref" ? "g.id" : GetGroupColumn(path.Leaf)
                )} FROM {AncestorGroups} AS g CROSS JOIN scim_resource AS d
                WHERE d.tenant = {tenant} AND d.kind = 'Group' AND d.id = g.id ORDER BY g.id LIMIT 1)
                """;

    /// <summary>
    /// Selects the ids of the resources that have the member, or are in the group, with the id
    /// <paramref name="value"/>. The statement starts from that id and does not scan all rows.
    /// </summary>
    public string SelectIdsByRelatedId(AttributePath path, string value)
    {
        string id = parameters.Add(value);
        return path.Attribute.Name == "members"
            ? $"SELECT m.group_id AS id FROM scim_member AS m WHERE m.tenant = {tenant} AND m.member_id = {id}"
            : $"""
                SELECT id FROM (WITH RECURSIVE descendant (id, kind) AS (
                    SELECT m.member_id, m.kind FROM scim_member AS m WHERE m.tenant = {tenant} AND m.group_id = {id}
                    UNION
                    SELECT m.member_id, m.kind
                    FROM descendant AS b CROSS JOIN scim_member AS m
                    WHERE b.kind = 'Group' AND m.tenant = {tenant} AND m.group_id = b.id)
                  SELECT id FROM descendant WHERE kind = 'User') AS users
                """;
    }

    /// <summary>
    /// Returns the expression of a sub-attribute of <c>members</c> over the rows <c>m</c> of <c>scim_member</c> and
    /// <c>d</c> of <c>scim_resource</c> (the member).
    /// </summary>
    public string GetMemberColumn(AttributeDefinition sub) =>
        sub.Name switch
        {
            "value" => "m.member_id",
            "type" => dialect.BinaryCollate("(CASE m.kind WHEN 'User' THEN 'user' ELSE 'group' END)"),
            "display" => FoldedDisplay,
            _ => "NULL",
        };

    private string GetGroupColumn(AttributeDefinition sub) =>
        sub.Name switch
        {
            "value" => "g.id",
            "type" => dialect.BinaryCollate("(CASE g.direct WHEN 1 THEN 'direct' ELSE 'indirect' END)"),
            "display" => FoldedDisplay,
            _ => "NULL",
        };

    private string FoldedDisplay => $"coalesce({ExtractFoldedName("displayName")}, {ExtractFoldedName("userName")})";

    private string ExtractFoldedName(string name) =>
        dialect.ExtractScalar(new JsonExpression("d.search", [name]), AttributeType.String);
}
