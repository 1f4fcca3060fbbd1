using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Storage.Directory;

/// <summary>Conditions on a group's <c>members</c> and a user's <c>groups</c>, which are rows of <c>scim_member</c> rather than part of a document.</summary>
internal sealed class RelationSql(SqlDialect dialect, string tenant, SqlParameters parameters)
{
    // The groups above r: direct ones at first sight, indirect ones only where they are not direct too.
    private string GroupsAbove => $"""
        (WITH RECURSIVE above (id, direct) AS (
            SELECT m.group_id, 1 FROM scim_member AS m WHERE m.tenant = {tenant} AND m.member_id = r.id
            UNION
            SELECT m.group_id, 0 FROM scim_member AS m JOIN above AS a ON m.tenant = {tenant} AND m.member_id = a.id)
          SELECT id, max(direct) AS direct FROM above GROUP BY id)
        """;

    /// <summary>A comparison with some member or group.</summary>
    public string Compare(Filter.Compare compare, Func<string, Filter.Compare, string> test)
    {
        if (compare is { Op: CompareOp.Eq, Value: FilterValue.Text(var id) } && compare.Path.Leaf.Name == "value") return HasValue(compare.Path, id);
        string any = Any(compare.Path, column => test(column(compare.Path.Leaf), compare));
        return compare.Op == CompareOp.Ne ? $"({any} OR NOT {Any(compare.Path, _ => "TRUE")})" : any;
    }

    /// <summary>Whether there is any member or group, with the sub-attribute where the path names one.</summary>
    public string Present(AttributePath path) => Any(path, column => path.Sub is null ? "TRUE" : $"({column(path.Sub)} IS NOT NULL)");

    /// <summary>Whether some member or group meets a condition on its sub-attributes.</summary>
    public string Any(AttributePath path, Func<Func<AttributeDefinition, string>, string> condition) => path.Attribute.Name == "members"
        ? $"""
           EXISTS (SELECT 1 FROM scim_member AS m JOIN scim_resource AS d ON d.tenant = m.tenant AND d.kind = m.kind AND d.id = m.member_id
           WHERE m.tenant = {tenant} AND m.group_id = r.id AND {condition(Member)})
           """
        : $"""
           EXISTS (SELECT 1 FROM {GroupsAbove} AS g JOIN scim_resource AS d ON d.tenant = {tenant} AND d.kind = 'Group' AND d.id = g.id
           WHERE {condition(Group)})
           """;

    /// <summary>The expression of a sub-attribute of <c>members</c> over rows <c>m</c> (scim_member) and <c>d</c> (the member's scim_resource).</summary>
    public string Member(AttributeDefinition sub) => sub.Name switch
    {
        "value" => "m.member_id",
        "type" => "(CASE m.kind WHEN 'User' THEN 'user' ELSE 'group' END)",
        "display" => FoldedDisplay,
        _ => "NULL",
    };

    private string Group(AttributeDefinition sub) => sub.Name switch
    {
        "value" => "g.id",
        "type" => "(CASE g.direct WHEN 1 THEN 'direct' ELSE 'indirect' END)",
        "display" => FoldedDisplay,
        _ => "NULL",
    };

    private string FoldedDisplay =>
        $"coalesce({dialect.Scalar("d.search", ["displayName"], JsonScalar.Text)}, {dialect.Scalar("d.search", ["userName"], JsonScalar.Text)})";

    // Who is in a group, or whom a group contains: from the one id that is given, not from every row.
    private string HasValue(AttributePath path, string id)
    {
        string value = parameters.Add(id);
        return path.Attribute.Name == "members"
            ? $"r.id IN (SELECT m.group_id FROM scim_member AS m WHERE m.tenant = {tenant} AND m.member_id = {value})"
            : $"""
               r.id IN (WITH RECURSIVE below (id, kind) AS (
                   SELECT m.member_id, m.kind FROM scim_member AS m WHERE m.tenant = {tenant} AND m.group_id = {value}
                   UNION
                   SELECT m.member_id, m.kind FROM scim_member AS m JOIN below AS b ON b.kind = 'Group' AND m.tenant = {tenant} AND m.group_id = b.id)
                 SELECT id FROM below)
               """;
    }
}
