using System.Text;
using System.Text.Json.Nodes;
using Scim.Protocol.Schema;

namespace Scim.Grains.Search;

/// <summary>
/// Splits text into the words of the user and group search. Resources and queries use the same rules, so that stored
/// words can be found.
/// </summary>
/// <remarks>
/// Words are case-folded like all compared text (ADR 0003), without accents, and consist of letters and digits. An
/// e-mail address is additionally a word as a whole.
/// </remarks>
public static class SearchTokenizer
{
    /// <summary>The maximum number of words of a resource. Names come first, then addresses, then the title.</summary>
    public const int MaxWords = 32;

    /// <summary>The maximum length of a word in characters; longer words are truncated.</summary>
    public const int MaxWordLength = 64;

    // Letters that Unicode does not decompose into a base letter and an accent.
    private static readonly Dictionary<char, string> Transliterations = new()
    {
        ['ß'] = "ss",
        ['æ'] = "ae",
        ['œ'] = "oe",
        ['ø'] = "o",
        ['ł'] = "l",
        ['đ'] = "d",
        ['ð'] = "d",
        ['þ'] = "th",
        ['ħ'] = "h",
        ['ı'] = "i",
    };

    /// <summary>
    /// Returns the words of a resource, as one list for each field: names, userName and addresses, title. A word is
    /// listed only in the first field that contains it.
    /// </summary>
    /// <param name="resourceType">The name of the resource type. Only users and groups can be searched.</param>
    /// <param name="document">The canonical document.</param>
    /// <param name="isActive">Whether the resource can be found.</param>
    /// <returns>The words, or null when the resource cannot be found.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="document"/> is null.</exception>
    public static IReadOnlyList<IReadOnlyList<string>>? TokenizeResource(
        string resourceType,
        JsonObject document,
        bool isActive
    )
    {
        ArgumentNullException.ThrowIfNull(document);
        if (!isActive || resourceType is not (ResourceTypeNames.User or ResourceTypeNames.Group))
            return null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        JsonObject? name = document["name"] as JsonObject;
        string?[] names =
        [
            ReadText(document, "displayName"),
            ReadText(name, "formatted"),
            ReadText(name, "givenName"),
            ReadText(name, "familyName"),
            ReadText(name, "middleName"),
            ReadText(document, "nickName"),
        ];
        IEnumerable<string?> addresses = (document["emails"] as JsonArray ?? []).Select(e =>
            ReadText(e as JsonObject, "value")
        );
        IReadOnlyList<string>[] fields =
            resourceType == ResourceTypeNames.Group
                ? [CollectNewWords(names, seen)]
                :
                [
                    CollectNewWords(names, seen),
                    CollectNewWords([ReadText(document, "userName"), .. addresses], seen),
                    CollectNewWords([ReadText(document, "title")], seen),
                ];
        return seen.Count > 0 ? fields : null;
    }

    /// <summary>Returns the distinct words of a query, without words that are prefixes of other words.</summary>
    public static IReadOnlyList<string> TokenizeQuery(string text)
    {
        string[] words = [.. SplitWords(text, isQuery: true).Distinct(StringComparer.Ordinal)];
        return
        [
            .. words.Where(w =>
                !words.Any(other => other.Length > w.Length && other.StartsWith(w, StringComparison.Ordinal))
            ),
        ];
    }

    private static List<string> CollectNewWords(IEnumerable<string?> texts, HashSet<string> seen)
    {
        var words = new List<string>();
        foreach (string? text in texts)
        {
            if (text is null)
                continue;
            foreach (string word in SplitWords(text, isQuery: false))
            {
                if (seen.Count < MaxWords && seen.Add(word))
                    words.Add(word);
            }
        }

        return words;
    }

    private static IEnumerable<string> SplitWords(string text, bool isQuery)
    {
        foreach (string piece in RemoveAccents(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            int at = piece.LastIndexOf('@');
            if (at > 0)
            {
                if (
                    TruncateWord(
                        string.Concat(
                            piece.EnumerateRunes().Where(r => IsLetter(r) || r.Value is '@' or '.' or '-' or '_' or '+')
                        )
                    ) is
                    { Length: > 1 } address
                )
                    yield return address;
                if (isQuery)
                    continue;
            }

            foreach (string word in SplitLetterRuns(at > 0 ? piece[..at] : piece))
                yield return word;
        }
    }

    private static IEnumerable<string> SplitLetterRuns(string piece)
    {
        var word = new StringBuilder();
        foreach (Rune rune in piece.EnumerateRunes())
        {
            // An apostrophe does not separate words: O'Brien is one word.
            if (rune.Value is '\'' or '\u2019' or '\u02BC')
                continue;
            if (IsLetter(rune))
                word.Append(rune);
            else if (word.Length > 0)
                yield return TakeWord(word);
        }

        if (word.Length > 0)
            yield return TakeWord(word);
    }

    private static string TakeWord(StringBuilder word)
    {
        string text = word.ToString();
        word.Clear();
        return TruncateWord(text);
    }

    private static string TruncateWord(string word) =>
        word.Length <= MaxWordLength
            ? word
            : word[..(char.IsHighSurrogate(word[MaxWordLength - 1]) ? MaxWordLength - 1 : MaxWordLength)];

    // Combining marks are part of words in many scripts.
    private static bool IsLetter(Rune rune) =>
        Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune)
            is System.Globalization.UnicodeCategory.NonSpacingMark
                or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    private static string RemoveAccents(string text)
    {
        string folded = TextFolding.Fold(text);
        if (Ascii.IsValid(folded))
            return folded;
        var plain = new StringBuilder(folded.Length);
        foreach (char c in folded.Normalize(NormalizationForm.FormD))
        {
            // The combining accents of Latin, Greek and Cyrillic. In other scripts, marks are more than accents.
            if (c is >= '\u0300' and <= '\u036F')
                continue;
            if (Transliterations.TryGetValue(c, out string? letters))
                plain.Append(letters);
            else
                plain.Append(c);
        }

        return plain.ToString().Normalize(NormalizationForm.FormC);
    }

    private static string? ReadText(JsonObject? parent, string name) =>
        parent?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
