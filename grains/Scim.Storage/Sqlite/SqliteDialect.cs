using System.Text;
using System.Text.Json;
using Scim.Protocol.Schema;
using Scim.Storage.Directory;
using Scim.Storage.Sql;

namespace Scim.Storage.Sqlite;

/// <summary>SQLite's JSON functions. Text compares by its UTF-8 bytes, SQLite's BINARY collation.</summary>
internal sealed class SqliteDialect : SqlDialect
{
    /// <summary>How many characters of a text <c>scim_value</c> holds.</summary>
    private const int IndexedLength = 256;

    /// <inheritdoc/>
    public override string DocumentBytes => "CAST(s.payload -> '$.document' AS BLOB)";

    /// <inheritdoc/>
    public override JsonExpression DocumentJson { get; } = new("s.payload", ["document"]);

    /// <inheritdoc/>
    public override string ExtractScalar(JsonExpression place, AttributeType type) =>
        place.Path.Count == 0 ? place.Json : $"({place.Json} ->> {QuotePath(place.Path)})";

    /// <inheritdoc/>
    public override string HasAny(JsonExpression place) =>
        $"(json_type({place.Json}, {QuotePath(place.Path)}) IS NOT NULL)";

    /// <inheritdoc/>
    public override string UnnestElements(JsonExpression list, string alias) =>
        $"jsonb_each({list.Json}, {QuotePath(list.Path)}) AS {alias}";

    /// <inheritdoc/>
    public override JsonExpression GetElement(string alias) => new($"{alias}.value", []);

    /// <inheritdoc/>
    public override string ContainsText(string text, string part) => $"(instr({text}, {part}) > 0)";

    /// <inheritdoc/>
    public override string StartsWithText(string text, string part) =>
        $"(substr({text}, 1, length({part})) = {part})";

    /// <inheritdoc/>
    public override string EndsWithText(string text, string part) =>
        $"(substr({text}, 1 + length({text}) - length({part})) = {part} AND length({text}) >= length({part}))";

    /// <inheritdoc/>
    public override string SelectRowsWithValue(
        string tenant,
        string kind,
        IReadOnlyList<JsonPathSegment> path,
        object value,
        SqlParameters parameters
    )
    {
        string pathParameter = parameters.Add(FormatIndexPath([.. path.Select(s => s.Name)])),
            valueParameter = parameters.Add(value is string text ? TruncateText(text) : value);
        return $"SELECT rid FROM scim_value WHERE tenant = {tenant} AND kind = {kind} AND path = {pathParameter} AND value = {valueParameter}";
    }

    /// <inheritdoc/>
    public override string IndexedEquals(string column, string parameter) =>
        $"{column} = {parameter}";

    /// <inheritdoc/>
    public override string BinaryCollate(string expression) => expression;

    /// <inheritdoc/>
    public override string CastSortKey(string expression, IReadOnlyList<AttributeType?> types) =>
        expression;

    /// <inheritdoc/>
    public override string SuppressIndex(string column) => $"+{column}";

    /// <inheritdoc/>
    public override string IsIn(string expression, string parameter) =>
        $"{expression} IN (SELECT value FROM json_each({parameter}))";

    /// <inheritdoc/>
    public override string SelectResourcesByIds(string tenant, string ids) =>
        $"(SELECT id, kind FROM scim_resource WHERE tenant = {tenant} AND kind IN ('User', 'Group') AND {IsIn("id", ids)})";

    /// <inheritdoc/>
    public override object CreateListParameter(IEnumerable<string> values) =>
        JsonSerializer.Serialize(values);

    /// <inheritdoc/>
    public override object CreateBooleanParameter(bool value) => value ? 1L : 0L;

    /// <inheritdoc/>
    public override string SelectChangeLogPosition(string tenant) =>
        $"(SELECT max(sequence) FROM scim_change WHERE tenant = {tenant})";

    /// <inheritdoc/>
    public override string IsCommittedAfter(string alias, string mark) =>
        $"{alias}.sequence > {mark}";

    /// <inheritdoc/>
    public override string IsBookmarkRetained(string tenant, string mark) =>
        $"EXISTS (SELECT 1 FROM scim_change WHERE sequence = {mark} AND tenant = {tenant})";

    /// <summary>
    /// A path as <c>scim_leaf</c> spells it: json_tree quotes a name that is not plain letters and digits; the view
    /// appends the last one as it is.
    /// </summary>
    internal static string FormatIndexPath(IReadOnlyList<string> path)
    {
        var text = new StringBuilder("$");
        for (int i = 0; i < path.Count; i++)
        {
            bool plain =
                i == path.Count - 1
                || (char.IsAsciiLetter(path[i][0]) && path[i].All(char.IsAsciiLetterOrDigit));
            text.Append('.').Append(plain ? path[i] : $"\"{path[i]}\"");
        }

        return text.ToString();
    }

    // substr counts characters, not UTF-16 units.
    private static string TruncateText(string text)
    {
        if (text.Length <= IndexedLength)
            return text;
        int end = 0;
        for (int characters = 0; characters < IndexedLength && end < text.Length; characters++)
            end += char.IsHighSurrogate(text[end]) ? 2 : 1;
        return text[..Math.Min(end, text.Length)];
    }

    // Names come from schemas. One with a quotation mark could not be addressed, and must not change the statement
    // either.
    private static string QuotePath(IReadOnlyList<string> path)
    {
        var text = new StringBuilder("'$");
        foreach (string name in path)
        {
            if (name.AsSpan().IndexOfAny("\"\\") >= 0)
                throw new NotSupportedException(
                    $"The attribute name {name} cannot be addressed in SQL."
                );
            text.Append(".\"")
                .Append(name.Replace("'", "''", StringComparison.Ordinal))
                .Append('"');
        }

        return text.Append('\'').ToString();
    }
}
