using System.Text;
using System.Text.Json;
using Scim.Protocol.Schema;
using Scim.Storage.Directory;

namespace Scim.Storage.Sqlite;

/// <summary>SQLite's JSON functions. Text compares by its UTF-8 bytes, SQLite's BINARY collation.</summary>
internal sealed class SqliteDialect : SqlDialect
{
    /// <summary>How many characters of a text <c>scim_value</c> holds.</summary>
    private const int IndexedLength = 256;

    /// <inheritdoc/>
    public override string Document => "CAST(s.payload -> '$.document' AS BLOB)";

    /// <inheritdoc/>
    public override JsonPlace DocumentPlace { get; } = new("s.payload", ["document"]);

    /// <inheritdoc/>
    public override string Scalar(JsonPlace place, AttributeType type) =>
        place.Path.Count == 0 ? place.Json : $"({place.Json} ->> {Literal(place.Path)})";

    /// <inheritdoc/>
    public override string HasAny(JsonPlace place) => $"(json_type({place.Json}, {Literal(place.Path)}) IS NOT NULL)";

    /// <inheritdoc/>
    public override string Elements(JsonPlace list, string alias) => $"jsonb_each({list.Json}, {Literal(list.Path)}) AS {alias}";

    /// <inheritdoc/>
    public override JsonPlace Element(string alias) => new($"{alias}.value", []);

    /// <inheritdoc/>
    public override string Contains(string text, string part) => $"(instr({text}, {part}) > 0)";

    /// <inheritdoc/>
    public override string StartsWith(string text, string part) => $"(substr({text}, 1, length({part})) = {part})";

    /// <inheritdoc/>
    public override string EndsWith(string text, string part) =>
        $"(substr({text}, 1 + length({text}) - length({part})) = {part} AND length({text}) >= length({part}))";

    /// <inheritdoc/>
    public override string RowsWithValue(string tenant, string kind, IReadOnlyList<JsonStep> path, object value, SqlParameters parameters)
    {
        string pathParameter = parameters.Add(IndexPath([.. path.Select(s => s.Name)])), valueParameter = parameters.Add(value is string text ? Cut(text) : value);
        return $"SELECT rid FROM scim_value WHERE tenant = {tenant} AND kind = {kind} AND path = {pathParameter} AND value = {valueParameter}";
    }

    /// <inheritdoc/>
    public override string Same(string column, string parameter) => $"{column} = {parameter}";

    /// <inheritdoc/>
    public override string ByBytes(string expression) => expression;

    /// <inheritdoc/>
    public override string SortKey(string expression, IReadOnlyList<AttributeType?> types) => expression;

    /// <inheritdoc/>
    public override string NoIndex(string column) => $"+{column}";

    /// <inheritdoc/>
    public override string IsIn(string expression, string parameter) => $"{expression} IN (SELECT value FROM json_each({parameter}))";

    /// <inheritdoc/>
    public override string WithIds(string tenant, string ids) =>
        $"(SELECT id, kind FROM scim_resource WHERE tenant = {tenant} AND kind IN ('User', 'Group') AND {IsIn("id", ids)})";

    /// <inheritdoc/>
    public override object List(IEnumerable<string> values) => JsonSerializer.Serialize(values);

    /// <inheritdoc/>
    public override object Flag(bool value) => value ? 1L : 0L;

    /// <inheritdoc/>
    public override string ChangeMark(string tenant) => $"(SELECT max(sequence) FROM scim_change WHERE tenant = {tenant})";

    /// <inheritdoc/>
    public override string ChangedSince(string alias, string mark) => $"{alias}.sequence > {mark}";

    /// <inheritdoc/>
    public override string RemembersMark(string tenant, string mark) => $"EXISTS (SELECT 1 FROM scim_change WHERE sequence = {mark} AND tenant = {tenant})";

    /// <summary>A path as <c>scim_leaf</c> spells it: json_tree quotes a name that is not plain letters and digits; the view appends the last one as it is.</summary>
    internal static string IndexPath(IReadOnlyList<string> path)
    {
        var text = new StringBuilder("$");
        for (int i = 0; i < path.Count; i++)
        {
            bool plain = i == path.Count - 1 || (char.IsAsciiLetter(path[i][0]) && path[i].All(char.IsAsciiLetterOrDigit));
            text.Append('.').Append(plain ? path[i] : $"\"{path[i]}\"");
        }

        return text.ToString();
    }

    // substr counts characters, not UTF-16 units.
    private static string Cut(string text)
    {
        if (text.Length <= IndexedLength) return text;
        int end = 0;
        for (int characters = 0; characters < IndexedLength && end < text.Length; characters++) end += char.IsHighSurrogate(text[end]) ? 2 : 1;
        return text[..Math.Min(end, text.Length)];
    }

    // Names come from schemas. One with a quotation mark could not be addressed, and must not change the statement either.
    private static string Literal(IReadOnlyList<string> path)
    {
        var text = new StringBuilder("'$");
        foreach (string name in path)
        {
            if (name.AsSpan().IndexOfAny("\"\\") >= 0) throw new NotSupportedException($"The attribute name {name} cannot be addressed in SQL.");
            text.Append(".\"").Append(name.Replace("'", "''", StringComparison.Ordinal)).Append('"');
        }

        return text.Append('\'').ToString();
    }
}
