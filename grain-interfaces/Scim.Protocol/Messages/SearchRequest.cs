using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Values;

namespace Scim.Protocol.Messages;

/// <summary>
/// The body of a <c>.search</c> request (RFC 7644 section 3.4.3; <c>cursor</c>: RFC 9865 section 2.3). Types are
/// checked; values are not interpreted.
/// </summary>
public sealed record SearchRequest
{
    private const int MaxNames = 1_000;

    /// <summary>The attributes to return. Empty if not specified.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>The attributes to exclude. Empty if not specified.</summary>
    public IReadOnlyList<string> ExcludedAttributes { get; init; } = [];

    /// <summary>The filter, or null.</summary>
    public string? Filter { get; init; }

    /// <summary>The attribute to sort by, or null.</summary>
    public string? SortBy { get; init; }

    /// <summary>The sort order. Default: ascending.</summary>
    public SortOrder SortOrder { get; init; }

    /// <summary>
    /// The 1-based index of the first result, as specified. Values below 1 mean 1. Null if not specified.
    /// </summary>
    public int? StartIndex { get; init; }

    /// <summary>The maximum number of results, as specified. Negative values mean 0. Null if not specified.</summary>
    public int? Count { get; init; }

    /// <summary>The cursor. Empty requests the first page; null means no cursor-based pagination.</summary>
    public string? Cursor { get; init; }

    /// <summary>
    /// Parses a request body. Names are case-insensitive, null means not specified, unknown names are ignored, and
    /// <c>schemas</c> may be omitted.
    /// </summary>
    /// <param name="utf8">The body.</param>
    /// <param name="limits">The limits for the body.</param>
    /// <exception cref="ScimException"><see cref="ScimErrorKind.InvalidSyntax"/>: the body is not a JSON object.
    /// <see cref="ScimErrorKind.InvalidValue"/>: a parameter has the wrong type; the detail names it.
    /// <see cref="ScimErrorKind.InvalidCount"/>: <c>count</c> is invalid in a request with a cursor.</exception>
    public static SearchRequest Parse(ReadOnlyMemory<byte> utf8, JsonLimits limits)
    {
        JsonObject body = ScimJson.ParseObject(utf8, limits);
        string? cursor = ReadText(body, "cursor");
        return new SearchRequest
        {
            Attributes = ReadNames(body, "attributes"),
            ExcludedAttributes = ReadNames(body, "excludedAttributes"),
            Filter = ReadText(body, "filter"),
            SortBy = ReadText(body, "sortBy"),
            SortOrder = ReadSortOrder(body),
            StartIndex = ReadNumber(body, "startIndex"),
            Count = cursor is null ? ReadNumber(body, "count") : ReadCountWithCursor(body),
            Cursor = cursor,
        };
    }

    private static string[] ReadNames(JsonObject body, string name)
    {
        if (!JsonNodeReader.TryGetProperty(body, name, out JsonNode? value) || value is null)
            return [];
        if (JsonNodeReader.TryGetString(value, out string? list))
            return list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (value is not JsonArray array)
            throw CreateInvalidNamesError();
        if (array.Count > MaxNames)
            throw ValueErrors.CreateInvalidValue(name, $"must not contain more than {MaxNames} names");
        return
        [
            .. array.Select(e =>
                JsonNodeReader.TryGetString(e, out string? text) ? text : throw CreateInvalidNamesError()
            ),
        ];

        ScimException CreateInvalidNamesError() =>
            ValueErrors.CreateInvalidValue(name, "must be an array of attribute names");
    }

    private static string? ReadText(JsonObject body, string name)
    {
        if (!JsonNodeReader.TryGetProperty(body, name, out JsonNode? value) || value is null)
            return null;
        return JsonNodeReader.TryGetString(value, out string? text)
            ? text
            : throw ValueErrors.CreateInvalidValue(name, "must be a string");
    }

    // Numbers beyond 32 bits are clamped: the largest 32-bit number already exceeds every possible list.
    private static int? ReadNumber(JsonObject body, string name)
    {
        if (!JsonNodeReader.TryGetProperty(body, name, out JsonNode? value) || value is null)
            return null;
        return JsonNodeReader.TryGetInt64(value, out long number)
            ? (int)Math.Clamp(number, int.MinValue, int.MaxValue)
            : throw ValueErrors.CreateInvalidValue(name, "must be an integer");
    }

    private static int? ReadCountWithCursor(JsonObject body)
    {
        try
        {
            return ReadNumber(body, "count");
        }
        catch (ScimException e)
        {
            throw new ScimException(ScimErrorKind.InvalidCount, e.Error.Detail);
        }
    }

    private static SortOrder ReadSortOrder(JsonObject body) =>
        ReadText(body, "sortOrder")?.ToUpperInvariant() switch
        {
            null or "" or "ASCENDING" => SortOrder.Ascending,
            "DESCENDING" => SortOrder.Descending,
            _ => throw ValueErrors.CreateInvalidValue("sortOrder", "must be ascending or descending"),
        };
}
