using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Scim.Protocol.Schema;
using Scim.Storage.Sql;

namespace Scim.Storage.Postgres;

/// <summary>
/// The SQL dialect of PostgreSQL. Text compares by its bytes (COLLATE "C"), independently of the database's locale.
/// </summary>
internal sealed class PostgresDialect : SqlDialect
{
    /// <summary>The number of characters of a name that its index holds.</summary>
    private const int IndexedLength = 250;

    /// <inheritdoc/>
    public override string DocumentBytes => "r.document";

    /// <inheritdoc/>
    public override JsonExpression DocumentJson { get; } = new("(convert_from(r.document, 'UTF8')::jsonb)", []);

    /// <inheritdoc/>
    public override string ExtractScalar(JsonExpression expression, AttributeType type) =>
        type switch
        {
            // A cast of a value of another type would fail. CASE ensures that the type is tested before the cast.
            AttributeType.Boolean => CastJson(BuildJsonPath(expression), "boolean", "boolean"),
            AttributeType.Integer or AttributeType.Decimal => CastJson(BuildJsonPath(expression), "number", "numeric"),
            _ => BinaryCollate(
                expression.Path.Count == 0
                    ? $"({expression.Json} #>> '{{}}')"
                    : $"({BuildJsonPath(expression with { Path = [.. expression.Path.SkipLast(1)] })} "
                        + $"->> {QuoteLiteral(expression.Path[^1])})"
            ),
        };

    /// <inheritdoc/>
    public override string HasAny(JsonExpression expression) => $"({BuildJsonPath(expression)} IS NOT NULL)";

    /// <inheritdoc/>
    public override string UnnestElements(JsonExpression list, string alias)
    {
        string json = BuildJsonPath(list);
        return $"jsonb_array_elements(CASE jsonb_typeof({json}) WHEN 'array' THEN {json} END) AS {alias} (value)";
    }

    /// <inheritdoc/>
    public override JsonExpression GetElement(string alias) => new($"{alias}.value", []);

    /// <inheritdoc/>
    public override string ContainsText(string text, string part) => $"(strpos({text}, {part}) > 0)";

    /// <inheritdoc/>
    public override string StartsWithText(string text, string part) => $"starts_with({text}, {part})";

    /// <inheritdoc/>
    public override string EndsWithText(string text, string part) => $"(right({text}, length({part})) = {part})";

    /// <inheritdoc/>
    public override string SelectRowsWithValue(
        string tenant,
        string type,
        IReadOnlyList<JsonPathSegment> path,
        object value,
        SqlParameters parameters
    )
    {
        string document = parameters.Add(BuildContainedDocument(path, value)),
            probe = $"scim_equality_probe({tenant}, {type}, {document}::jsonb)";
        return $"SELECT rid FROM scim_resource WHERE scim_equality_document(tenant, kind, search) @> {probe}";
    }

    /// <inheritdoc/>
    public override string IndexedEquals(string column, string parameter) =>
        $"(left({column}, {IndexedLength}) = left({parameter}, {IndexedLength}) AND {column} = {parameter})";

    /// <inheritdoc/>
    public override string IndexPrefix(string text) => $"left({text}, {IndexedLength})";

    /// <summary>
    /// The position consists of the last sequence, which must still be in the change log, and of the snapshot, which
    /// tells the committed transactions independently of their sequences.
    /// </summary>
    public override string SelectChangeLogPosition(string tenant) =>
        $"(SELECT max(sequence)::text || ' ' || pg_current_snapshot()::text FROM scim_change WHERE tenant = {tenant})";

    /// <inheritdoc/>
    public override string IsCommittedAfter(string alias, string position)
    {
        string snapshot = $"CAST(split_part({position}, ' ', 2) AS pg_snapshot)";
        return $"{alias}.transaction_id >= pg_snapshot_xmin({snapshot}) "
            + $"AND NOT pg_visible_in_snapshot({alias}.transaction_id, {snapshot})";
    }

    /// <inheritdoc/>
    public override string IsBookmarkRetained(string tenant, string position) =>
        "EXISTS (SELECT 1 FROM scim_change "
        + $"WHERE sequence = CAST(split_part({position}, ' ', 1) AS bigint) AND tenant = {tenant})";

    /// <inheritdoc/>
    public override string SuppressIndex(string column) => $"({column} || '')";

    /// <inheritdoc/>
    public override string BinaryCollate(string expression) => $"({expression} COLLATE \"C\")";

    /// <inheritdoc/>
    public override string IsIn(string expression, string parameter) => $"{expression} = ANY ({parameter})";

    /// <summary>
    /// Each id is looked up in a lateral subquery. A plan that depends on the length of the list would read all rows of
    /// a small tenant, and would be kept after the tenant has grown.
    /// </summary>
    public override string SelectResourcesByIds(string tenant, string ids) =>
        $"""
            (SELECT d.id, d.kind FROM unnest({ids}) AS l (id) CROSS JOIN LATERAL (
              SELECT id, kind FROM scim_resource
              WHERE tenant = {tenant} AND kind IN ('User', 'Group') AND id = l.id OFFSET 0) AS d)
            """;

    /// <inheritdoc/>
    public override string LastChanges =>
        "scim_change AS c CROSS JOIN LATERAL (SELECT * FROM scim_resource WHERE tenant = c.tenant AND kind = c.kind "
        + "AND id = c.id AND version = c.version OFFSET 0) AS r";

    /// <inheritdoc/>
    public override string SelectGroupsByMember(string tenant, string members) =>
        $"""
            SELECT member_id AS Member, group_id AS Id, is_direct::integer AS Direct, display AS Display
            FROM scim_find_groups_by_member(
              array_fill(0, ARRAY[cardinality({members})]), array_fill({tenant}::text, ARRAY[cardinality({members})]),
              {members})
            """;

    /// <summary>
    /// Each value is looked up in a lateral subquery, because an index of the first characters of a column does not
    /// support <c>= ANY</c>.
    /// </summary>
    public override string SelectUsersByColumn(string tenant, string column, string values)
    {
        string condition =
            column == "external_id" ? IndexedEquals("u.external_id", "l.value") : $"u.{column} = l.value";
        return $"""
            SELECT v.id, v.unique_name, v.external_id FROM unnest({values}) AS l (value) CROSS JOIN LATERAL (
              SELECT u.id, u.unique_name, u.external_id FROM scim_resource AS u
              WHERE u.tenant = {tenant} AND u.kind = 'User' AND {condition} OFFSET 0) AS v
            """;
    }

    /// <inheritdoc/>
    public override object CreateListParameter(IEnumerable<string> values) => values.ToArray();

    /// <inheritdoc/>
    public override object CreateBooleanParameter(bool value) => value;

    /// <summary>
    /// A list of several resource types is sorted by one column, so the keys must have the same SQL type.
    /// </summary>
    public override string CastSortKey(string expression, IReadOnlyList<AttributeType?> types)
    {
        if (types is [not AttributeType.Decimal])
            return expression;
        string[] distinct = [.. types.OfType<AttributeType>().Select(GetSortType).Distinct()];
        return distinct is [var sqlType] && sqlType != "text"
            ? $"CAST({expression} AS {sqlType})"
            : BinaryCollate($"CAST({expression} AS text)");
    }

    private static string GetSortType(AttributeType type) =>
        type switch
        {
            AttributeType.Boolean => "boolean",
            AttributeType.Integer => "numeric",

            // The key becomes part of cursors, where it has the protocol's type.
            AttributeType.Decimal => "double precision",
            _ => "text",
        };

    private static string CastJson(string json, string jsonType, string type) =>
        $"(CASE jsonb_typeof({json}) WHEN '{jsonType}' THEN ({json})::{type} END)";

    private static string BuildJsonPath(JsonExpression expression) =>
        expression.Path.Count == 0
            ? expression.Json
            : $"({expression.Json}{string.Concat(expression.Path.Select(n => $" -> {QuoteLiteral(n)}"))})";

    // Names come from schemas. With standard_conforming_strings, PostgreSQL's default, only an apostrophe ends a
    // literal.
    private static string QuoteLiteral(string name) => $"'{name.Replace("'", "''", StringComparison.Ordinal)}'";

    // Builds the smallest document that every document with the value at the path contains.
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
            foreach (JsonPathSegment segment in path)
            {
                writer.WriteStartObject();
                writer.WritePropertyName(segment.Name);
                if (segment.IsList)
                    writer.WriteStartArray();
            }

            JsonSerializer.Serialize(writer, value);
            foreach (JsonPathSegment segment in path.Reverse())
            {
                if (segment.IsList)
                    writer.WriteEndArray();
                writer.WriteEndObject();
            }
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
