using System.Text;

namespace Scim.Storage.Filters;

/// <summary>A range of texts in the order of their UTF-8 bytes.</summary>
/// <param name="Start">The first text of the range.</param>
/// <param name="End">The first text after the range, or null if the range has no end.</param>
internal readonly record struct TextRange(string Start, string? End)
{
    /// <summary>
    /// The maximum length of <see cref="Start"/>. Indexes hold at least as many characters of a text.
    /// </summary>
    public const int MaxPrefixLength = 250;

    /// <summary>
    /// Creates the range of all texts that start with <paramref name="prefix"/>. A longer prefix than
    /// <see cref="MaxPrefixLength"/> is cut, so that the range contains more texts.
    /// </summary>
    public static TextRange FromPrefix(string prefix)
    {
        int length = Math.Min(prefix.Length, MaxPrefixLength);
        if (length < prefix.Length && char.IsHighSurrogate(prefix[length - 1]))
            length--;
        string start = prefix[..length];
        return new TextRange(start, FindEnd(start));
    }

    // Increments the last character that can be incremented. The order of UTF-8 bytes is that of the code points.
    private static string? FindEnd(string start)
    {
        for (string rest = start; rest.Length > 0; )
        {
            Rune.DecodeLastFromUtf16(rest, out Rune last, out int units);
            rest = rest[..^units];
            if (last.Value < 0x10FFFF)
                return rest + new Rune(last.Value == 0xD7FF ? 0xE000 : last.Value + 1);
        }

        return null;
    }
}
