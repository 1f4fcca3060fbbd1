using System.Text;
using System.Text.Json.Nodes;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Protocol.Schema;

namespace Scim.Grains.Search;

/// <summary>
/// Cuts text into the words by which people look each other up: folded as everywhere (ADR 0003), accents taken off,
/// letters and digits only. An e-mail address is a word as a whole, too. Words of resources and of queries are made
/// here alike, so that what was written is found.
/// </summary>
public static class SearchTokenizer
{
    /// <summary>Words kept of one resource at most: names first, then addresses, then the title.</summary>
    public const int MaxWords = 32;

    /// <summary>Characters kept of one word.</summary>
    public const int MaxWordLength = 64;

    // Letters that are no letter with an accent to Unicode.
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
    /// The words of a resource, a list for each field: names, userName and addresses, title. A word is in the first
    /// field that has it.
    /// </summary>
    /// <param name="kind">The resource type's name; types other than users and groups have no words.</param>
    /// <param name="document">The canonical document.</param>
    /// <param name="active">Whether it is to be found.</param>
    public static IReadOnlyList<IReadOnlyList<string>>? TokenizeResource(
        string kind,
        JsonObject document,
        bool active
    )
    {
        ArgumentNullException.ThrowIfNull(document);
        if (!active || kind is not (ResourceTypeNames.User or ResourceTypeNames.Group))
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
            kind == ResourceTypeNames.Group
                ? [CollectNewWords(names, seen)]
                :
                [
                    CollectNewWords(names, seen),
                    CollectNewWords([ReadText(document, "userName"), .. addresses], seen),
                    CollectNewWords([ReadText(document, "title")], seen),
                ];
        return seen.Count > 0 ? fields : null;
    }

    /// <summary>The words of a query: distinct, and without those that another one begins with.</summary>
    public static IReadOnlyList<string> TokenizeQuery(string text)
    {
        string[] words = [.. SplitWords(text, isQuery: true).Distinct(StringComparer.Ordinal)];
        return
        [
            .. words.Where(w =>
                !words.Any(other =>
                    other.Length > w.Length && other.StartsWith(w, StringComparison.Ordinal)
                )
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
        foreach (
            string piece in RemoveAccents(text)
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        )
        {
            int at = piece.LastIndexOf('@');
            if (at > 0)
            {
                if (
                    TruncateWord(
                        string.Concat(
                            piece
                                .EnumerateRunes()
                                .Where(r =>
                                    IsLetter(r) || r.Value is '@' or '.' or '-' or '_' or '+'
                                )
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
            // O'Brien is one word.
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
            : word[
                ..(
                    char.IsHighSurrogate(word[MaxWordLength - 1])
                        ? MaxWordLength - 1
                        : MaxWordLength
                )
            ];

    // Marks are part of a word in many scripts.
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
            // The accents of Latin, Greek and Cyrillic; other scripts' marks are more than accents.
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
