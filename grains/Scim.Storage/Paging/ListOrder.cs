using Scim.Grains.Storage;
using Scim.Storage.Sql;

namespace Scim.Storage.Paging;

/// <summary>
/// The order of a list, as ORDER BY terms and keyset conditions.
/// </summary>
/// <remarks>
/// Resources with equal sort keys are ordered by id, which is the order of creation, in ascending and in descending
/// lists. Resources without a sort key come last in ascending order and first in descending order (RFC 7644 section
/// 3.4.2.3).
/// </remarks>
/// <param name="HasSortKey">Whether the list is sorted by a key and then by id; otherwise by id alone.</param>
/// <param name="IsDescending">Whether the order is descending.</param>
/// <param name="IsKeyNullable">Whether a resource may have no sort key. If not, an index can provide the order.</param>
/// <param name="HasIndexPrefix">Whether the rows have a prefix of the sort key by which an index can order them. Never
/// true together with <paramref name="IsKeyNullable"/>.</param>
internal sealed record ListOrder(bool HasSortKey, bool IsDescending, bool IsKeyNullable, bool HasIndexPrefix)
{
    /// <summary>Builds the terms of ORDER BY.</summary>
    /// <param name="row">The alias of the row with a trailing dot, or the empty string.</param>
    /// <param name="backward">Whether to read the list from its end.</param>
    public string BuildOrderBy(string row, bool backward)
    {
        bool ascending = IsDescending == backward;
        if (!HasSortKey)
            return ascending ? $"{row}id" : $"{row}id DESC";
        string nulls =
            !IsKeyNullable ? ""
            : ascending ? " NULLS LAST"
            : " NULLS FIRST";
        string direction = ascending ? "ASC" : "DESC",
            prefix = HasIndexPrefix ? $"{row}index_prefix {direction}, " : "";
        return $"{prefix}{row}key {direction}{nulls}, {row}id{(backward ? " DESC" : "")}";
    }

    /// <summary>
    /// Builds the condition that follows from <see cref="BuildSeekCondition"/> for the prefix of the sort key.
    /// </summary>
    /// <param name="prefix">The prefix of the row's sort key.</param>
    /// <param name="positionPrefix">The prefix of the position's sort key.</param>
    /// <param name="backward">Whether to read the list from its end.</param>
    public string BuildPrefixSeekCondition(string prefix, string positionPrefix, bool backward) =>
        $"{prefix} {(IsDescending == backward ? ">" : "<")}= {positionPrefix}";

    /// <summary>Builds the condition that a row comes after a position, or before it when reading backward.</summary>
    /// <param name="key">The expression of the row's sort key.</param>
    /// <param name="id">The expression of the row's id.</param>
    /// <param name="from">The position.</param>
    /// <param name="backward">Whether to read the list from its end.</param>
    /// <param name="parameters">Receives the values of the position.</param>
    public string BuildSeekCondition(string key, string id, ListPosition from, bool backward, SqlParameters parameters)
    {
        bool ascending = IsDescending == backward;
        string positionId = parameters.Add(from.Id);
        if (!HasSortKey)
            return $"{id} {(ascending ? ">" : "<")} {positionId}";

        string tie = $"{id} {(backward ? "<" : ">")} {positionId}";
        if (from.Key is null)
            return ascending ? $"({key} IS NULL AND {tie})" : $"(({key} IS NULL AND {tie}) OR {key} IS NOT NULL)";
        string value = parameters.Add(from.Key),
            sign = ascending ? ">" : "<";

        // An index can start from the first comparison.
        string beyond = $"({key} {sign}= {value} AND ({key} {sign} {value} OR {tie}))";
        return IsKeyNullable && ascending ? $"({beyond} OR {key} IS NULL)" : beyond;
    }
}
