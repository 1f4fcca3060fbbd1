using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Resources;

namespace Scim.Protocol.Messages;

/// <summary>
/// The body of a <c>.search</c> request (RFC 7644 section 3.4.3, <c>cursor</c> by RFC 9865 section 2.3), its types
/// checked, nothing interpreted.
/// </summary>
public sealed record SearchRequest
{
    private const int MaxNames = 1_000;

    /// <summary>The attributes the answer is to hold; empty when not given.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>The attributes the answer is not to hold; empty when not given.</summary>
    public IReadOnlyList<string> ExcludedAttributes { get; init; } = [];

    /// <summary>The filter, or null.</summary>
    public string? Filter { get; init; }

    /// <summary>The attribute to sort by, or null.</summary>
    public string? SortBy { get; init; }

    /// <summary>The direction to sort in.</summary>
    public SortOrder SortOrder { get; init; }

    /// <summary>
    /// The 1-based index of the first result, as given: may be below 1, which means 1. Null when not given.
    /// </summary>
    public int? StartIndex { get; init; }

    /// <summary>The most results wanted, as given: may be negative, which means 0. Null when not given.</summary>
    public int? Count { get; init; }

    /// <summary>The cursor; empty asks for the first page, null for no cursor paging.</summary>
    public string? Cursor { get; init; }

    /// <summary>
    /// Reads a body. Names are case-insensitive, null means not given, unknown names are ignored, and the message's URN
    /// may be missing.
    /// </summary>
    /// <param name="utf8">The body.</param>
    /// <param name="limits">How much it may hold.</param>
    /// <exception cref="ScimException"><see cref="ScimErrorKind.InvalidSyntax"/> for what is no JSON object,
    /// <see cref="ScimErrorKind.InvalidValue"/> for a parameter of the wrong type, named;
    /// <see cref="ScimErrorKind.InvalidCount"/> for a count beside a cursor.</exception>
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
            return list.Split(
                ',',
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
            );
        if (value is not JsonArray array)
            throw CreateInvalidNamesError();
        if (array.Count > MaxNames)
            throw AttributeValueReader.CreateInvalidValueError(
                name,
                $"has more than {MaxNames} names"
            );
        return
        [
            .. array.Select(e =>
                JsonNodeReader.TryGetString(e, out string? text)
                    ? text
                    : throw CreateInvalidNamesError()
            ),
        ];

        ScimException CreateInvalidNamesError() =>
            AttributeValueReader.CreateInvalidValueError(name, "must be a list of attribute names");
    }

    private static string? ReadText(JsonObject body, string name)
    {
        if (!JsonNodeReader.TryGetProperty(body, name, out JsonNode? value) || value is null)
            return null;
        return JsonNodeReader.TryGetString(value, out string? text)
            ? text
            : throw AttributeValueReader.CreateInvalidValueError(name, "must be text");
    }

    // Numbers beyond 32 bits mean what the largest ones mean: more than there can be.
    private static int? ReadNumber(JsonObject body, string name)
    {
        if (!JsonNodeReader.TryGetProperty(body, name, out JsonNode? value) || value is null)
            return null;
        return JsonNodeReader.TryGetInt64(value, out long number)
            ? (int)Math.Clamp(number, int.MinValue, int.MaxValue)
            : throw AttributeValueReader.CreateInvalidValueError(name, "must be a whole number");
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
            _ => throw AttributeValueReader.CreateInvalidValueError(
                "sortOrder",
                "must be ascending or descending"
            ),
        };
}
