using Scim.Storage.Sql;

namespace Scim.Storage.Search;

/// <summary>
/// Builds the statement of a word search.
/// </summary>
/// <remarks>
/// The longest word, which is the most selective one, finds candidates in the order of the index: first the word
/// itself, then words that begin with it. The other words, and whether the user is active, are checked on the
/// candidates. The statement's text depends only on the number of words.
/// </remarks>
internal static class SearchStatement
{
    /// <summary>The maximum number of candidates when there is one word.</summary>
    public const int MaxCandidatesForOneWord = 1000;

    /// <summary>
    /// The maximum number of candidates when there are several words, because most candidates may lack the others.
    /// </summary>
    public const int MaxCandidatesForManyWords = 20_000;

    // Sorts after every continuation of a word.
    private const string PrefixRangeEnd = "\U0010FFFF";

    /// <summary>Builds the statement.</summary>
    public static (string Text, SqlParameters Parameters) BuildSearch(
        SqlDialect dialect,
        string tenant,
        string type,
        IReadOnlyList<string> words,
        int count
    )
    {
        var parameters = new SqlParameters();
        string longest = words.MaxBy(w => w.Length)!;
        string tenantName = parameters.Add(tenant),
            kindName = parameters.Add(type),
            from = parameters.Add(longest),
            to = parameters.Add(longest + PrefixRangeEnd);
        string scan = parameters.Add(words.Count == 1 ? MaxCandidatesForOneWord : MaxCandidatesForManyWords),
            take = parameters.Add(count);
        string partialMatches = "",
            otherWords = "";
        foreach (string word in words.Where(w => !ReferenceEquals(w, longest)))
        {
            otherWords += $" AND {dialect.ContainsText("x.words", parameters.Add($" {word}"))}";
            partialMatches +=
                $" + CASE WHEN {dialect.ContainsText("x.words", parameters.Add($" {word} "))} THEN 0 ELSE 1 END";
        }

        string text = $"""
            WITH candidate (rid, word, field) AS (
              SELECT w.rid, w.word, w.field FROM scim_search_word AS w
              WHERE w.tenant = {tenantName} AND w.kind = {kindName} AND w.word >= {from} AND w.word < {to}
              ORDER BY w.word, w.field, w.rid LIMIT {scan}),
            matched (rid, partial_matches, field, word) AS (
              SELECT c.rid, min(CASE WHEN c.word = {from} THEN 0 ELSE 1 END{partialMatches}), min(c.field), min(c.word)
              FROM candidate AS c CROSS JOIN scim_resource AS x
              WHERE x.rid = c.rid AND x.active{otherWords}
              GROUP BY c.rid),
            ranked (rid, id, display, partial_matches, field, word) AS (
              SELECT h.rid, r.id, r.display, h.partial_matches, h.field, h.word
              FROM matched AS h CROSS JOIN scim_resource AS r
              WHERE r.rid = h.rid
              ORDER BY h.partial_matches, h.field, h.word, r.display, r.id LIMIT {take})
            SELECT k.id AS Id, 1 AS Active, {dialect.DocumentBytes} AS Document
            FROM ranked AS k CROSS JOIN scim_resource AS r
            WHERE r.rid = k.rid
            ORDER BY k.partial_matches, k.field, k.word, k.display, k.id
            """;
        return (text, parameters);
    }

    /// <summary>Builds the statement that finds one resource by its id.</summary>
    public static string BuildLookup(SqlDialect dialect) =>
        $"""
            SELECT r.id AS Id, CASE WHEN r.active THEN 1 ELSE 0 END AS Active, {dialect.DocumentBytes} AS Document,
              r.details ->> 'deactivatedAt' AS DeactivatedAt
            FROM scim_resource AS r
            WHERE r.tenant = @tenant AND r.kind = @kind AND r.id = @id
            """;
}
