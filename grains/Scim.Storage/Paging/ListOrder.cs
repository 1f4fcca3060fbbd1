using Scim.Grains.Storage;
using Scim.Storage.Sql;

namespace Scim.Storage.Paging;

/// <summary>
/// The order of a list, and what lies beyond a place in it. Resources of one key come by id, the order of their
/// creation, upwards and downwards; without a key last upwards and first downwards (RFC 7644 section 3.4.2.3).
/// </summary>
/// <param name="HasSortKey">By a key and then the id; otherwise by the id alone.</param>
/// <param name="IsDescending">Downwards.</param>
/// <param name="IsKeyNullable">Whether a resource may have no key. Where none has, the order is an index's.</param>
/// <param name="HasIndexPrefix">Whether rows have a beginning of the key by which an index can put them into this
/// order; never where a key may be missing.</param>
internal sealed record ListOrder(
    bool HasSortKey,
    bool IsDescending,
    bool IsKeyNullable,
    bool HasIndexPrefix
)
{
    /// <summary>The terms of ORDER BY.</summary>
    /// <param name="row">The row's alias with its dot, or nothing.</param>
    /// <param name="backward">Walk the list from its end.</param>
    public string BuildOrderBy(string row, bool backward)
    {
        bool up = IsDescending == backward;
        if (!HasSortKey)
            return up ? $"{row}id" : $"{row}id DESC";
        string nulls =
            !IsKeyNullable ? ""
            : up ? " NULLS LAST"
            : " NULLS FIRST";
        string direction = up ? "ASC" : "DESC",
            lead = HasIndexPrefix ? $"{row}lead {direction}, " : "";
        return $"{lead}{row}key {direction}{nulls}, {row}id{(backward ? " DESC" : "")}";
    }

    /// <summary>What <see cref="BuildSeekCondition"/> means for the beginning of the key.</summary>
    public string BuildPrefixSeekCondition(string lead, string ofPlace, bool backward) =>
        $"{lead} {(IsDescending == backward ? ">" : "<")}= {ofPlace}";

    /// <summary>The condition on a row that it lies beyond a place.</summary>
    /// <param name="key">The row's key as an expression.</param>
    /// <param name="id">The row's id.</param>
    /// <param name="from">The place.</param>
    /// <param name="backward">Beyond it towards the list's beginning.</param>
    /// <param name="parameters">Takes the place's values.</param>
    public string BuildSeekCondition(
        string key,
        string id,
        ListPosition from,
        bool backward,
        SqlParameters parameters
    )
    {
        bool up = IsDescending == backward;
        string place = parameters.Add(from.Id);
        if (!HasSortKey)
            return $"{id} {(up ? ">" : "<")} {place}";

        string tie = $"{id} {(backward ? "<" : ">")} {place}";
        if (from.Key is null)
            return up
                ? $"({key} IS NULL AND {tie})"
                : $"(({key} IS NULL AND {tie}) OR {key} IS NOT NULL)";
        string value = parameters.Add(from.Key),
            sign = up ? ">" : "<";

        // The first comparison is one that an index can start from.
        string beyond = $"({key} {sign}= {value} AND ({key} {sign} {value} OR {tie}))";
        return IsKeyNullable && up ? $"({beyond} OR {key} IS NULL)" : beyond;
    }
}
