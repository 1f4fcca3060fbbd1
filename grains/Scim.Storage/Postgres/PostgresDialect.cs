using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Scim.Protocol.Schema;
using Scim.Storage.Directory;
using Scim.Storage.Sql;

namespace Scim.Storage.Postgres;

/// <summary>
/// PostgreSQL's JSON functions. Text compares by its bytes: COLLATE "C", whatever the database's locale.
/// </summary>
internal sealed class PostgresDialect : SqlDialect
{
    /// <summary>How many characters of a name its index holds.</summary>
    private const int IndexedLength = 250;

    /// <inheritdoc/>
    public override string DocumentBytes => "convert_to((s.payload -> 'document')::text, 'UTF8')";

    /// <inheritdoc/>
    public override JsonExpression DocumentJson { get; } =
        new("((s.payload -> 'document')::jsonb)", []);

    /// <inheritdoc/>
    public override string ExtractScalar(JsonExpression place, AttributeType type) =>
        type switch
        {
            // A cast of what is not of the type would be an error; the planner may not look at it before the test.
            AttributeType.Boolean => CastJson(BuildJsonPath(place), "boolean", "boolean"),
            AttributeType.Integer or AttributeType.Decimal => CastJson(
                BuildJsonPath(place),
                "number",
                "numeric"
            ),
            _ => BinaryCollate(
                place.Path.Count == 0
                    ? $"({place.Json} #>> '{{}}')"
                    : $"({BuildJsonPath(new JsonExpression(place.Json, [.. place.Path.Take(place.Path.Count - 1)]))} ->> {QuoteLiteral(place.Path[^1])})"
            ),
        };

    /// <inheritdoc/>
    public override string HasAny(JsonExpression place) => $"({BuildJsonPath(place)} IS NOT NULL)";

    /// <inheritdoc/>
    public override string UnnestElements(JsonExpression list, string alias)
    {
        string json = BuildJsonPath(list);
        return $"jsonb_array_elements(CASE jsonb_typeof({json}) WHEN 'array' THEN {json} END) AS {alias} (value)";
    }

    /// <inheritdoc/>
    public override JsonExpression GetElement(string alias) => new($"{alias}.value", []);

    /// <inheritdoc/>
    public override string ContainsText(string text, string part) =>
        $"(strpos({text}, {part}) > 0)";

    /// <inheritdoc/>
    public override string StartsWithText(string text, string part) =>
        $"starts_with({text}, {part})";

    /// <inheritdoc/>
    public override string EndsWithText(string text, string part) =>
        $"(right({text}, length({part})) = {part})";

    /// <inheritdoc/>
    public override string SelectRowsWithValue(
        string tenant,
        string kind,
        IReadOnlyList<JsonPathSegment> path,
        object value,
        SqlParameters parameters
    )
    {
        string fact =
            $"scim_fact({tenant}, {kind}, {parameters.Add(BuildContainedDocument(path, value))}::jsonb)";
        return $"SELECT rid FROM scim_resource WHERE scim_facts(tenant, kind, search) @> {fact}";
    }

    /// <inheritdoc/>
    public override string IndexedEquals(string column, string parameter) =>
        $"(left({column}, {IndexedLength}) = left({parameter}, {IndexedLength}) AND {column} = {parameter})";

    /// <inheritdoc/>
    public override string IndexPrefix(string text) => $"left({text}, {IndexedLength})";

    /// <summary>
    /// The last sequence, which must still be in the log, and the snapshot, which tells what was committed then
    /// whatever its sequence.
    /// </summary>
    public override string SelectChangeLogPosition(string tenant) =>
        $"(SELECT max(sequence)::text || ' ' || pg_current_snapshot()::text FROM scim_change WHERE tenant = {tenant})";

    /// <inheritdoc/>
    public override string IsCommittedAfter(string alias, string mark)
    {
        string snapshot = $"CAST(split_part({mark}, ' ', 2) AS pg_snapshot)";
        return $"{alias}.tx >= pg_snapshot_xmin({snapshot}) AND NOT pg_visible_in_snapshot({alias}.tx, {snapshot})";
    }

    /// <inheritdoc/>
    public override string IsBookmarkRetained(string tenant, string mark) =>
        $"EXISTS (SELECT 1 FROM scim_change WHERE sequence = CAST(split_part({mark}, ' ', 1) AS bigint) AND tenant = {tenant})";

    /// <inheritdoc/>
    public override string SuppressIndex(string column) => $"({column} || '')";

    /// <inheritdoc/>
    public override string BinaryCollate(string expression) => $"({expression} COLLATE \"C\")";

    /// <inheritdoc/>
    public override string IsIn(string expression, string parameter) =>
        $"{expression} = ANY ({parameter})";

    /// <summary>
    /// One after the other: a plan made by the list's length reads all that a small tenant has, and is kept when it has
    /// grown.
    /// </summary>
    public override string SelectResourcesByIds(string tenant, string ids) =>
        $"""
            (SELECT d.id, d.kind FROM unnest({ids}) AS l (id) CROSS JOIN LATERAL (
              SELECT id, kind FROM scim_resource WHERE tenant = {tenant} AND kind IN ('User', 'Group') AND id = l.id OFFSET 0) AS d)
            """;

    /// <inheritdoc/>
    public override object CreateListParameter(IEnumerable<string> values) => values.ToArray();

    /// <inheritdoc/>
    public override object CreateBooleanParameter(bool value) => value;

    /// <summary>Lists of several types sort by one column, so their keys must be of one type.</summary>
    public override string CastSortKey(string expression, IReadOnlyList<AttributeType?> types)
    {
        if (types is [not AttributeType.Decimal])
            return expression;
        string[] distinct = [.. types.OfType<AttributeType>().Select(GetSortType).Distinct()];
        return distinct is [var one] && one != "text"
            ? $"CAST({expression} AS {one})"
            : BinaryCollate($"CAST({expression} AS text)");
    }

    private static string GetSortType(AttributeType type) =>
        type switch
        {
            AttributeType.Boolean => "boolean",
            AttributeType.Integer => "numeric",

            // A key goes into cursors, and its type in the program is the protocol's.
            AttributeType.Decimal => "double precision",
            _ => "text",
        };

    private static string CastJson(string json, string jsonType, string type) =>
        $"(CASE jsonb_typeof({json}) WHEN '{jsonType}' THEN ({json})::{type} END)";

    private static string BuildJsonPath(JsonExpression place) =>
        place.Path.Count == 0
            ? place.Json
            : $"({place.Json}{string.Concat(place.Path.Select(n => $" -> {QuoteLiteral(n)}"))})";

    // Names come from schemas. With standard_conforming_strings, which is not ours to turn off, only the apostrophe
    // ends a literal.
    private static string QuoteLiteral(string name) =>
        $"'{name.Replace("'", "''", StringComparison.Ordinal)}'";

    // A document that every document with the value at the path contains.
    private static string BuildContainedDocument(IReadOnlyList<JsonPathSegment> path, object value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (
            var writer = new Utf8JsonWriter(
                buffer,
                new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
        {
            foreach (JsonPathSegment step in path)
            {
                writer.WriteStartObject();
                writer.WritePropertyName(step.Name);
                if (step.IsList)
                    writer.WriteStartArray();
            }

            JsonSerializer.Serialize(writer, value);
            foreach (JsonPathSegment step in path.Reverse())
            {
                if (step.IsList)
                    writer.WriteEndArray();
                writer.WriteEndObject();
            }
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
