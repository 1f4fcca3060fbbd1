using System.Text.RegularExpressions;

namespace Scim.Conventions;

/// <summary>Splits names and text into words.</summary>
internal static partial class Words
{
    private const string AsyncSuffix = "Async";

    /// <summary>The words of a name in camel case, such as "ETag", "User", "Name2". An acronym is one word.</summary>
    public static string[] SplitName(string name) => [.. NameWord().Matches(name).Select(m => m.Value)];

    /// <summary>The words of a method's name without the suffix Async.</summary>
    public static string[] SplitMethodName(string name) =>
        SplitName(
            name.Length > AsyncSuffix.Length && name.EndsWith(AsyncSuffix, StringComparison.Ordinal)
                ? name[..^AsyncSuffix.Length]
                : name
        );

    public static bool HasAsyncSuffix(string name) => name.EndsWith(AsyncSuffix, StringComparison.Ordinal);

    /// <summary>
    /// The given words in a line of text or code. Names in it are split too; encoded data is left out.
    /// </summary>
    public static IEnumerable<string> FindWords(string line, HashSet<string>.AlternateLookup<ReadOnlySpan<char>> words)
    {
        bool isFound = false;
        foreach (ValueMatch match in NameWord().EnumerateMatches(line))
        {
            isFound |= words.Contains(line.AsSpan(match.Index, match.Length));
        }

        return isFound ? SplitName(EncodedData().Replace(line, " ")).Where(w => words.Contains(w)) : [];
    }

    [GeneratedRegex("[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*")]
    private static partial Regex NameWord();

    [GeneratedRegex(@"\\[nrt](?=[A-Za-z])|(?=[A-Za-z]*[0-9+])[A-Za-z0-9+=_-]{24,}")]
    private static partial Regex EncodedData();
}
