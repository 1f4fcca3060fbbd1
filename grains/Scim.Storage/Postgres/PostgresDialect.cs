using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Scim.Protocol.Schema;
using Scim.Storage.Directory;

namespace Scim.Storage.Postgres;

/// <summary>PostgreSQL's JSON functions. Text compares by its bytes: COLLATE "C", whatever the database's locale.</summary>
internal sealed class PostgresDialect : SqlDialect
{
    /// <summary>How many characters of a name its index holds.</summary>
    private const int IndexedLength = 250;

    /// <inheritdoc/>
    public override string Document => "convert_to((s.payload -> 'document')::text, 'UTF8')";

    /// <inheritdoc/>
    public override JsonPlace DocumentPlace { get; } = new("((s.payload -> 'document')::jsonb)", []);

    /// <inheritdoc/>
    public override string Scalar(JsonPlace place, AttributeType type) => type switch
    {
        // A cast of what is not of the type would be an error; the planner may not look at it before the test.
        AttributeType.Boolean => Typed(Json(place), "boolean", "boolean"),
        AttributeType.Integer or AttributeType.Decimal => Typed(Json(place), "number", "numeric"),
        _ => ByBytes(place.Path.Count == 0
            ? $"({place.Json} #>> '{{}}')"
            : $"({Json(new JsonPlace(place.Json, [.. place.Path.Take(place.Path.Count - 1)]))} ->> {Literal(place.Path[^1])})"),
    };

    /// <inheritdoc/>
    public override string HasAny(JsonPlace place) => $"({Json(place)} IS NOT NULL)";

    /// <inheritdoc/>
    public override string Elements(JsonPlace list, string alias)
    {
        string json = Json(list);
        return $"jsonb_array_elements(CASE jsonb_typeof({json}) WHEN 'array' THEN {json} END) AS {alias} (value)";
    }

    /// <inheritdoc/>
    public override JsonPlace Element(string alias) => new($"{alias}.value", []);

    /// <inheritdoc/>
    public override string Contains(string text, string part) => $"(strpos({text}, {part}) > 0)";

    /// <inheritdoc/>
    public override string StartsWith(string text, string part) => $"starts_with({text}, {part})";

    /// <inheritdoc/>
    public override string EndsWith(string text, string part) => $"(right({text}, length({part})) = {part})";

    /// <inheritdoc/>
    public override string RowsWithValue(string tenant, string kind, IReadOnlyList<JsonStep> path, object value, SqlParameters parameters)
    {
        string fact = $"scim_fact({tenant}, {kind}, {parameters.Add(Containing(path, value))}::jsonb)";
        return $"SELECT rid FROM scim_resource WHERE scim_facts(tenant, kind, search) @> {fact}";
    }

    /// <inheritdoc/>
    public override string Same(string column, string parameter) =>
        $"(left({column}, {IndexedLength}) = left({parameter}, {IndexedLength}) AND {column} = {parameter})";

    /// <inheritdoc/>
    public override string Lead(string text) => $"left({text}, {IndexedLength})";

    /// <summary>The last sequence, which must still be in the log, and the snapshot, which tells what was committed then whatever its sequence.</summary>
    public override string ChangeMark(string tenant) =>
        $"(SELECT max(sequence)::text || ' ' || pg_current_snapshot()::text FROM scim_change WHERE tenant = {tenant})";

    /// <inheritdoc/>
    public override string ChangedSince(string alias, string mark)
    {
        string snapshot = $"CAST(split_part({mark}, ' ', 2) AS pg_snapshot)";
        return $"{alias}.tx >= pg_snapshot_xmin({snapshot}) AND NOT pg_visible_in_snapshot({alias}.tx, {snapshot})";
    }

    /// <inheritdoc/>
    public override string RemembersMark(string tenant, string mark) =>
        $"EXISTS (SELECT 1 FROM scim_change WHERE sequence = CAST(split_part({mark}, ' ', 1) AS bigint) AND tenant = {tenant})";

    /// <inheritdoc/>
    public override string NoIndex(string column) => $"({column} || '')";

    /// <inheritdoc/>
    public override string ByBytes(string expression) => $"({expression} COLLATE \"C\")";

    /// <inheritdoc/>
    public override string IsIn(string expression, string parameter) => $"{expression} = ANY ({parameter})";

    /// <summary>One after the other: a plan made by the list's length reads all that a small tenant has, and is kept when it has grown.</summary>
    public override string WithIds(string tenant, string ids) => $"""
        (SELECT d.id, d.kind FROM unnest({ids}) AS l (id) CROSS JOIN LATERAL (
          SELECT id, kind FROM scim_resource WHERE tenant = {tenant} AND kind IN ('User', 'Group') AND id = l.id OFFSET 0) AS d)
        """;

    /// <inheritdoc/>
    public override object List(IEnumerable<string> values) => values.ToArray();

    /// <inheritdoc/>
    public override object Flag(bool value) => value;

    /// <summary>Lists of several types sort by one column, so their keys must be of one type.</summary>
    public override string SortKey(string expression, IReadOnlyList<AttributeType?> types)
    {
        if (types is [not AttributeType.Decimal]) return expression;
        string[] distinct = [.. types.OfType<AttributeType>().Select(Sorted).Distinct()];
        return distinct is [var one] && one != "text" ? $"CAST({expression} AS {one})" : ByBytes($"CAST({expression} AS text)");
    }

    private static string Sorted(AttributeType type) => type switch
    {
        AttributeType.Boolean => "boolean",
        AttributeType.Integer => "numeric",

        // A key goes into cursors, and its type in the program is the protocol's.
        AttributeType.Decimal => "double precision",
        _ => "text",
    };

    private static string Typed(string json, string jsonType, string type) => $"(CASE jsonb_typeof({json}) WHEN '{jsonType}' THEN ({json})::{type} END)";

    private static string Json(JsonPlace place) => place.Path.Count == 0 ? place.Json : $"({place.Json}{string.Concat(place.Path.Select(n => $" -> {Literal(n)}"))})";

    // Names come from schemas. With standard_conforming_strings, which is not ours to turn off, only the apostrophe ends a literal.
    private static string Literal(string name) => $"'{name.Replace("'", "''", StringComparison.Ordinal)}'";

    // A document that every document with the value at the path contains.
    private static string Containing(IReadOnlyList<JsonStep> path, object value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            foreach (JsonStep step in path)
            {
                writer.WriteStartObject();
                writer.WritePropertyName(step.Name);
                if (step.IsList) writer.WriteStartArray();
            }

            JsonSerializer.Serialize(writer, value);
            foreach (JsonStep step in path.Reverse())
            {
                if (step.IsList) writer.WriteEndArray();
                writer.WriteEndObject();
            }
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
