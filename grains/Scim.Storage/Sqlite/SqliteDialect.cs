using System.Text;
using Scim.Storage.Directory;

namespace Scim.Storage.Sqlite;

/// <summary>SQLite's JSON functions. Text compares by its UTF-8 bytes, SQLite's BINARY collation.</summary>
internal sealed class SqliteDialect : SqlDialect
{
    private const int IndexedLength = 256;

    /// <inheritdoc/>
    public override string Document => "s.payload -> '$.document'";

    /// <inheritdoc/>
    public override string Scalar(string json, IReadOnlyList<string> path, JsonScalar type) => $"({json} ->> {Literal(path)})";

    /// <inheritdoc/>
    public override string HasAny(string json, IReadOnlyList<string> path) => $"(json_type({json}, {Literal(path)}) IS NOT NULL)";

    /// <inheritdoc/>
    public override string Elements(string json, IReadOnlyList<string> path, string alias) => $"json_each({json}, {Literal(path)}) AS {alias}";

    /// <inheritdoc/>
    public override string Element(string alias) => $"{alias}.value";

    /// <inheritdoc/>
    public override string ElementScalar(string alias, JsonScalar type) => $"{alias}.atom";

    /// <inheritdoc/>
    public override string Contains(string text, string part) => $"(instr({text}, {part}) > 0)";

    /// <inheritdoc/>
    public override string StartsWith(string text, string part) => $"(substr({text}, 1, length({part})) = {part})";

    /// <inheritdoc/>
    public override string EndsWith(string text, string part) =>
        $"(length({text}) >= length({part}) AND substr({text}, length({text}) - length({part}) + 1) = {part})";

    /// <inheritdoc/>
    public override string Indexed(string tenant, string kind, string pathParameter, string valueParameter) =>
        $"r.rid IN (SELECT rid FROM scim_value WHERE tenant = {tenant} AND kind = {kind} AND path = {pathParameter} AND value = {valueParameter})";

    /// <inheritdoc/>
    public override string IndexPath(IReadOnlyList<string> path)
    {
        // As json_tree spells them: a name that is not plain letters and digits is quoted, but the trigger appends the last one as it is.
        var text = new StringBuilder("$");
        for (int i = 0; i < path.Count; i++)
        {
            bool plain = i == path.Count - 1 || (char.IsAsciiLetter(path[i][0]) && path[i].All(char.IsAsciiLetterOrDigit));
            text.Append('.').Append(plain ? path[i] : $"\"{path[i]}\"");
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public override object IndexValue(object value) => value is string text ? Cut(text) : value;

    /// <inheritdoc/>
    public override object Flag(bool value) => value ? 1L : 0L;

    // substr counts characters, not UTF-16 units.
    private static string Cut(string text)
    {
        if (text.Length <= IndexedLength) return text;
        int end = 0;
        for (int characters = 0; characters < IndexedLength && end < text.Length; characters++) end += char.IsHighSurrogate(text[end]) ? 2 : 1;
        return text[..Math.Min(end, text.Length)];
    }

    private static string Literal(IReadOnlyList<string> path)
    {
        var text = new StringBuilder("'$");
        foreach (string name in path) text.Append(".\"").Append(name.Replace("'", "''", StringComparison.Ordinal)).Append('"');
        return text.Append('\'').ToString();
    }
}
