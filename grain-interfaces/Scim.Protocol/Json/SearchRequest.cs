using System.Text.Json.Nodes;
using Scim.Protocol.Errors;

namespace Scim.Protocol.Json;

/// <summary>
/// The body of a <c>.search</c> request (RFC 7644 section 3.4.3, <c>cursor</c> by RFC 9865 section 2.3), its types checked, nothing interpreted.
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

    /// <summary>The 1-based index of the first result, as given: may be below 1, which means 1. Null when not given.</summary>
    public int? StartIndex { get; init; }

    /// <summary>The most results wanted, as given: may be negative, which means 0. Null when not given.</summary>
    public int? Count { get; init; }

    /// <summary>The cursor; empty asks for the first page, null for no cursor paging.</summary>
    public string? Cursor { get; init; }

    /// <summary>
    /// Reads a body. Names are case-insensitive, null means not given, unknown names are ignored, and the message's URN may be missing.
    /// </summary>
    /// <param name="utf8">The body.</param>
    /// <param name="limits">How much it may hold.</param>
    /// <exception cref="ScimException"><see cref="ScimErrorKind.InvalidSyntax"/> for what is no JSON object,
    /// <see cref="ScimErrorKind.InvalidValue"/> for a parameter of the wrong type, named; <see cref="ScimErrorKind.InvalidCount"/> for a count beside a cursor.</exception>
    public static SearchRequest Parse(ReadOnlyMemory<byte> utf8, JsonLimits limits)
    {
        JsonObject body = ScimJson.ParseObject(utf8, limits);
        string? cursor = Text(body, "cursor");
        return new SearchRequest
        {
            Attributes = Names(body, "attributes"),
            ExcludedAttributes = Names(body, "excludedAttributes"),
            Filter = Text(body, "filter"),
            SortBy = Text(body, "sortBy"),
            SortOrder = Order(body),
            StartIndex = Number(body, "startIndex"),
            Count = cursor is null ? Number(body, "count") : CountWithCursor(body),
            Cursor = cursor,
        };
    }

    private static string[] Names(JsonObject body, string name)
    {
        if (!JsonNodes.TryProperty(body, name, out JsonNode? value) || value is null) return [];
        if (JsonNodes.TryText(value, out string? list))
            return list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (value is not JsonArray array) throw NotNames();
        if (array.Count > MaxNames) throw ValueReader.Invalid(name, $"has more than {MaxNames} names");
        return [.. array.Select(e => JsonNodes.TryText(e, out string? text) ? text : throw NotNames())];

        ScimException NotNames() => ValueReader.Invalid(name, "must be a list of attribute names");
    }

    private static string? Text(JsonObject body, string name)
    {
        if (!JsonNodes.TryProperty(body, name, out JsonNode? value) || value is null) return null;
        return JsonNodes.TryText(value, out string? text) ? text : throw ValueReader.Invalid(name, "must be text");
    }

    // Numbers beyond 32 bits mean what the largest ones mean: more than there can be.
    private static int? Number(JsonObject body, string name)
    {
        if (!JsonNodes.TryProperty(body, name, out JsonNode? value) || value is null) return null;
        return JsonNodes.TryWhole(value, out long number)
            ? (int)Math.Clamp(number, int.MinValue, int.MaxValue)
            : throw ValueReader.Invalid(name, "must be a whole number");
    }

    private static int? CountWithCursor(JsonObject body)
    {
        try
        {
            return Number(body, "count");
        }
        catch (ScimException e)
        {
            throw new ScimException(ScimErrorKind.InvalidCount, e.Error.Detail);
        }
    }

    private static SortOrder Order(JsonObject body) => Text(body, "sortOrder")?.ToUpperInvariant() switch
    {
        null or "" or "ASCENDING" => SortOrder.Ascending,
        "DESCENDING" => SortOrder.Descending,
        _ => throw ValueReader.Invalid("sortOrder", "must be ascending or descending"),
    };
}
