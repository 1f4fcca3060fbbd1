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

    /// <summary>
    /// Returns the words of a resource, as one list for each field: names, userName and addresses, title. A word is
    /// listed only in the first field that contains it.
    /// </summary>
    /// <param name="resourceType">The name of the resource type. Only users and groups can be searched.</param>
    /// <param name="document">The canonical document.</param>
    /// <returns>
    /// The words, or null when the resource has none. An inactive user has words too, but is not found.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="document"/> is null.</exception>
    public static IReadOnlyList<IReadOnlyList<string>>? TokenizeResource(string resourceType, JsonObject document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (resourceType is not (ResourceTypeNames.User or ResourceTypeNames.Group))
            return null;
        var words = new SearchWordCollector(MaxWords);
        JsonObject? name = document["name"] as JsonObject;
        words.AddText(ReadText(document, "displayName"));
        words.AddText(ReadText(name, "formatted"));
        words.AddText(ReadText(name, "givenName"));
        words.AddText(ReadText(name, "familyName"));
        words.AddText(ReadText(name, "middleName"));
        words.AddText(ReadText(document, "nickName"));
        string[] names = words.TakeWords();
        if (resourceType == ResourceTypeNames.Group)
            return words.Count > 0 ? [names] : null;

        words.AddText(ReadText(document, "userName"));
        if (document["emails"] is JsonArray emails)
        {
            foreach (JsonNode? email in emails)
                words.AddText(ReadText(email as JsonObject, "value"));
        }

        string[] addresses = words.TakeWords();
        words.AddText(ReadText(document, "title"));
        return words.Count > 0 ? [names, addresses, words.TakeWords()] : null;
    }

    /// <summary>Returns the distinct words of a query, without words that are prefixes of other words.</summary>
    public static IReadOnlyList<string> TokenizeQuery(string text)
    {
        var words = new SearchWordCollector(maxWords: int.MaxValue, isQuery: true);
        words.AddText(text);
        string[] all = words.TakeWords();
        return Array.FindAll(all, word => !Array.Exists(all, other => IsProperPrefix(word, other)));
    }

    private static bool IsProperPrefix(string word, string other) =>
        other.Length > word.Length && other.StartsWith(word, StringComparison.Ordinal);

    private static string? ReadText(JsonObject? parent, string name) =>
        parent?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
