using Scim.Storage.Directory;
using Scim.Storage.Sql;

namespace Scim.Storage.Search;

/// <summary>
/// The statement that looks up words. The longest word, which fewest have, finds candidates in the index's order: the
/// whole word first, then those that begin with it; the others are checked on the candidates. Its text depends on the
/// number of words only.
/// </summary>
internal static class SearchStatement
{
    /// <summary>Candidates looked at when there is one word.</summary>
    public const int MaxCandidatesForOneWord = 1000;

    /// <summary>Candidates looked at when there are more, of whom most may lack the others.</summary>
    public const int MaxCandidatesForManyWords = 20_000;

    // Behind everything that begins with a word.
    private const string PrefixRangeEnd = "\U0010FFFF";

    /// <summary>Writes the statement.</summary>
    public static (string Text, SqlParameters Parameters) BuildSearch(
        SqlDialect dialect,
        string tenant,
        string kind,
        IReadOnlyList<string> words,
        int count
    )
    {
        var parameters = new SqlParameters();
        string longest = words.MaxBy(w => w.Length)!;
        string tenantName = parameters.Add(tenant),
            kindName = parameters.Add(kind),
            from = parameters.Add(longest),
            to = parameters.Add(longest + PrefixRangeEnd);
        string scan = parameters.Add(
                words.Count == 1 ? MaxCandidatesForOneWord : MaxCandidatesForManyWords
            ),
            take = parameters.Add(count);
        string loose = "",
            others = "";
        foreach (string word in words.Where(w => !ReferenceEquals(w, longest)))
        {
            others += $" AND {dialect.ContainsText("x.words", parameters.Add($" {word}"))}";
            loose +=
                $" + CASE WHEN {dialect.ContainsText("x.words", parameters.Add($" {word} "))} THEN 0 ELSE 1 END";
        }

        string text = $"""
            WITH near (rid, word, field) AS (
              SELECT w.rid, w.word, w.field FROM scim_word AS w
              WHERE w.tenant = {tenantName} AND w.kind = {kindName} AND w.word >= {from} AND w.word < {to}
              ORDER BY w.word, w.field, w.rid LIMIT {scan}),
            hit (rid, loose, field, word) AS (
              SELECT n.rid, min(CASE WHEN n.word = {from} THEN 0 ELSE 1 END{loose}), min(n.field), min(n.word)
              FROM near AS n CROSS JOIN scim_words AS x
              WHERE x.rid = n.rid{others}
              GROUP BY n.rid),
            best (rid, id, active, display, loose, field, word) AS (
              SELECT h.rid, r.id, r.active, r.display, h.loose, h.field, h.word
              FROM hit AS h CROSS JOIN scim_resource AS r
              WHERE r.rid = h.rid
              ORDER BY h.loose, h.field, h.word, r.display, r.id LIMIT {take})
            SELECT b.id AS Id, b.active AS Active, {dialect.DocumentBytes} AS Document
            FROM best AS b CROSS JOIN grain_state AS s
            WHERE s.state_id = b.rid
            ORDER BY b.loose, b.field, b.word, b.display, b.id
            """;
        return (text, parameters);
    }

    /// <summary>The statement that finds one resource.</summary>
    public static string BuildLookup(SqlDialect dialect) =>
        $"""
            SELECT r.id AS Id, r.active AS Active, {dialect.DocumentBytes} AS Document
            FROM scim_resource AS r CROSS JOIN grain_state AS s
            WHERE r.tenant = @tenant AND r.kind = @kind AND r.id = @id AND s.state_id = r.rid
            """;
}
