using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Scim.GrainInterfaces.Directory;
using Scim.GrainInterfaces.Resources;
using Scim.Protocol.Errors;
using Scim.Protocol.Messages;

namespace Scim.Gateway.Resources;

/// <summary>
/// Reads the query parameters of lists (RFC 7644 section 3.4.2). Names are case-insensitive, unknown parameters are
/// ignored, and empty ones are treated as omitted.
/// </summary>
internal static class ListParameters
{
    /// <summary>
    /// Reads the <c>attributes</c> and <c>excludedAttributes</c> parameters. Repeated parameters are combined.
    /// </summary>
    public static AttributeSelection ReadSelection(IQueryCollection query)
    {
        string? attributes = GetParameter(query, "attributes");
        string? excluded = GetParameter(query, "excludedAttributes");
        return attributes is null && excluded is null
            ? AttributeSelection.Default
            : new AttributeSelection { Attributes = attributes, ExcludedAttributes = excluded };
    }

    /// <summary>Reads the query of a GET request.</summary>
    /// <param name="query">The query parameters.</param>
    /// <param name="caller">The origin of the request.</param>
    /// <param name="resourceType">The name of the resource type.</param>
    /// <param name="list">The query.</param>
    /// <returns>Null, or InvalidValue.</returns>
    public static ScimError? ReadListQuery(
        IQueryCollection query,
        RequestOrigin caller,
        string resourceType,
        out ListQuery list
    )
    {
        list = new ListQuery { Origin = caller, ResourceType = resourceType };
        if (query.Count == 0)
            return null;

        // The cursor selects cursor-based paging, so startIndex is ignored if both are given (RFC 9865 section 2.4).
        string? cursor = query.TryGetValue("cursor", out StringValues given) ? given.ToString() : null;
        int? startIndex = null;
        if (cursor is null && !TryReadInteger(query, "startIndex", out startIndex))
            return CreateNotIntegerError("startIndex");
        if (!TryReadInteger(query, "count", out int? count))
            return CreateNotIntegerError(
                "count",
                cursor is null ? ScimErrorKind.InvalidValue : ScimErrorKind.InvalidCount
            );
        bool descending = false;
        if (GetParameter(query, "sortOrder") is { } order)
        {
            descending = order.Equals("descending", StringComparison.OrdinalIgnoreCase);
            if (!descending && !order.Equals("ascending", StringComparison.OrdinalIgnoreCase))
                return new ScimError(ScimErrorKind.InvalidValue, "sortOrder must be ascending or descending.");
        }

        list = list with
        {
            Filter = GetParameter(query, "filter"),
            SortBy = GetParameter(query, "sortBy"),
            IsDescending = descending,
            StartIndex = startIndex,
            Count = count,
            Cursor = cursor,
            Selection = ReadSelection(query),
        };
        return null;
    }

    /// <summary>Creates the query of a <c>.search</c> request (RFC 7644 section 3.4.3).</summary>
    public static ListQuery FromSearchRequest(SearchRequest search, RequestOrigin caller, string? resourceType) =>
        new()
        {
            Origin = caller,
            ResourceType = resourceType,
            Filter = search.Filter is { Length: > 0 } filter ? filter : null,
            SortBy = search.SortBy is { Length: > 0 } sortBy ? sortBy : null,
            IsDescending = search.SortOrder == SortOrder.Descending,
            StartIndex = search.StartIndex,
            Count = search.Count,
            Cursor = search.Cursor,
            Selection = new AttributeSelection
            {
                Attributes = JoinNames(search.Attributes),
                ExcludedAttributes = JoinNames(search.ExcludedAttributes),
            },
        };

    private static string? JoinNames(IReadOnlyList<string> names) => names.Count == 0 ? null : string.Join(',', names);

    private static string? GetParameter(IQueryCollection query, string name) =>
        query.TryGetValue(name, out StringValues values) && values.ToString() is { Length: > 0 } text ? text : null;

    // Numbers beyond 32 bits are equivalent to the largest one, which exceeds every result.
    private static bool TryReadInteger(IQueryCollection query, string name, out int? number)
    {
        number = null;
        if (GetParameter(query, name) is not { } text)
            return true;
        ReadOnlySpan<char> digits = text.AsSpan().Trim();
        bool negative = digits is ['-', ..];
        if (digits is ['-' or '+', ..])
            digits = digits[1..];
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
            return false;
        long value = 0;
        foreach (char digit in digits)
            value = Math.Min(int.MaxValue, value * 10 + (digit - '0'));
        number = (int)(negative ? -value : value);
        return true;
    }

    private static ScimError CreateNotIntegerError(string name, ScimErrorKind kind = ScimErrorKind.InvalidValue) =>
        new(kind, $"{name} must be a whole number.");
}
