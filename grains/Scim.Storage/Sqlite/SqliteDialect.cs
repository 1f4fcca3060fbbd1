using System.Text;
using System.Text.Json;
using Scim.Protocol.Schema;
using Scim.Storage.Sql;

namespace Scim.Storage.Sqlite;

/// <summary>The SQL dialect of SQLite. Text compares by its UTF-8 bytes (BINARY collation).</summary>
internal sealed class SqliteDialect : SqlDialect
{
    /// <summary>The number of characters of a text that <c>scim_indexed_value</c> holds.</summary>
    private const int IndexedLength = 256;

    /// <inheritdoc/>
    public override string DocumentBytes => "r.document";

    /// <inheritdoc/>
    public override JsonExpression DocumentJson { get; } = new("CAST(r.document AS TEXT)", []);

    /// <inheritdoc/>
    public override string ExtractScalar(JsonExpression expression, AttributeType type) =>
        expression.Path.Count == 0 ? expression.Json : $"({expression.Json} ->> {QuotePath(expression.Path)})";

    /// <inheritdoc/>
    public override string HasAny(JsonExpression expression) =>
        $"(json_type({expression.Json}, {QuotePath(expression.Path)}) IS NOT NULL)";

    /// <inheritdoc/>
    public override string UnnestElements(JsonExpression list, string alias) =>
        $"jsonb_each({list.Json}, {QuotePath(list.Path)}) AS {alias}";

    /// <inheritdoc/>
    public override JsonExpression GetElement(string alias) => new($"{alias}.value", []);

    /// <inheritdoc/>
    public override string ContainsText(string text, string part) => $"(instr({text}, {part}) > 0)";

    /// <inheritdoc/>
    public override string StartsWithText(string text, string part) => $"(substr({text}, 1, length({part})) = {part})";

    /// <inheritdoc/>
    public override string EndsWithText(string text, string part) =>
        $"(substr({text}, 1 + length({text}) - length({part})) = {part} AND length({text}) >= length({part}))";

    /// <inheritdoc/>
    public override string SelectRowsWithValue(
        string tenant,
        string type,
        IReadOnlyList<JsonPathSegment> path,
        object value,
        SqlParameters parameters
    )
    {
        string pathParameter = parameters.Add(FormatIndexPath([.. path.Select(s => s.Name)])),
            valueParameter = parameters.Add(value is string text ? TruncateText(text) : value);
        return "SELECT rid FROM scim_indexed_value "
            + $"WHERE tenant = {tenant} AND kind = {type} AND path = {pathParameter} AND value = {valueParameter}";
    }

    /// <inheritdoc/>
    public override string IndexedEquals(string column, string parameter) => $"{column} = {parameter}";

    /// <inheritdoc/>
    public override string BinaryCollate(string expression) => expression;

    /// <inheritdoc/>
    public override string CastSortKey(string expression, IReadOnlyList<AttributeType?> types) => expression;

    /// <inheritdoc/>
    public override string SuppressIndex(string column) => $"+{column}";

    /// <inheritdoc/>
    public override string IsIn(string expression, string parameter) =>
        $"{expression} IN (SELECT value FROM json_each({parameter}))";

    /// <inheritdoc/>
    public override string SelectResourcesByIds(string tenant, string ids) =>
        "(SELECT id, kind FROM scim_resource "
        + $"WHERE tenant = {tenant} AND kind IN ('User', 'Group') AND {IsIn("id", ids)})";

    /// <inheritdoc/>
    public override string LastChanges =>
        "scim_change AS c CROSS JOIN scim_resource AS r ON r.tenant = c.tenant AND r.kind = c.kind AND r.id = c.id "
        + "AND r.version = c.version";

    /// <inheritdoc/>
    public override string SelectGroupsByMember(string tenant, string members) =>
        $"""
            WITH RECURSIVE ancestor_group (member, id, direct) AS (
              SELECT m.member_id, m.group_id, 1 FROM scim_member AS m WHERE m.tenant = {tenant} AND {IsIn(
                "m.member_id",
                members
            )}
              UNION
              SELECT a.member, m.group_id, 0
              FROM ancestor_group AS a CROSS JOIN scim_member AS m
              WHERE m.tenant = {tenant} AND m.member_id = a.id)
            SELECT a.member AS Member, a.id AS Id, max(a.direct) AS Direct, r.display AS Display
            FROM ancestor_group AS a CROSS JOIN scim_resource AS r
            WHERE r.tenant = {tenant} AND r.kind = 'Group' AND r.id = a.id
            GROUP BY a.member, a.id, r.display
            ORDER BY a.member, a.id
            """;

    /// <inheritdoc/>
    public override string SelectUsersByColumn(string tenant, string column, string values) =>
        "SELECT id, unique_name, external_id FROM scim_resource "
        + $"WHERE tenant = {tenant} AND kind = 'User' AND {IsIn(column, values)}";

    /// <inheritdoc/>
    public override object CreateListParameter(IEnumerable<string> values) => JsonSerializer.Serialize(values);

    /// <inheritdoc/>
    public override object CreateBooleanParameter(bool value) => value ? 1L : 0L;

    /// <inheritdoc/>
    public override string SelectChangeLogPosition(string tenant) =>
        $"(SELECT max(sequence) FROM scim_change WHERE tenant = {tenant})";

    /// <inheritdoc/>
    public override string IsCommittedAfter(string alias, string position) => $"{alias}.sequence > {position}";

    /// <inheritdoc/>
    public override string IsBookmarkRetained(string tenant, string position) =>
        $"EXISTS (SELECT 1 FROM scim_change WHERE sequence = {position} AND tenant = {tenant})";

    /// <summary>
    /// Formats a path as the view <c>scim_document_value</c> does: json_tree quotes names that do not consist of
    /// letters and digits, and the view appends the last name without quotation marks.
    /// </summary>
    internal static string FormatIndexPath(IReadOnlyList<string> path)
    {
        var text = new StringBuilder("$");
        for (int i = 0; i < path.Count; i++)
        {
            bool plain =
                i == path.Count - 1 || (char.IsAsciiLetter(path[i][0]) && path[i].All(char.IsAsciiLetterOrDigit));
            text.Append('.').Append(plain ? path[i] : $"\"{path[i]}\"");
        }

        return text.ToString();
    }

    // SQLite's substr counts characters, not UTF-16 code units.
    private static string TruncateText(string text)
    {
        if (text.Length <= IndexedLength)
            return text;
        int end = 0;
        for (int characters = 0; characters < IndexedLength && end < text.Length; characters++)
            end += char.IsHighSurrogate(text[end]) ? 2 : 1;
        return text[..Math.Min(end, text.Length)];
    }

    // Names come from schemas. A name with a quotation mark or a backslash cannot be addressed and must not change the
    // statement.
    private static string QuotePath(IReadOnlyList<string> path)
    {
        var text = new StringBuilder("'$");
        foreach (string name in path)
        {
            if (name.AsSpan().IndexOfAny("\"\\") >= 0)
                throw new NotSupportedException(
                    $"The attribute name {name} contains a character that is not supported in JSON paths."
                );
            text.Append(".\"").Append(name.Replace("'", "''", StringComparison.Ordinal)).Append('"');
        }

        return text.Append('\'').ToString();
    }
}
